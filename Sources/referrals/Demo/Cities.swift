// Real cities with their coordinates in thousandths of a degree, so that distances are those of a map. Everything at
// them is made up.

/// A city that partners have places in and customers come from.
struct City: Sendable {
    let name: String
    let state: String?
    let latitude: Int
    let longitude: Int

    init(_ name: String, _ state: String?, _ latitude: Int, _ longitude: Int) {
        self.name = name
        self.state = state
        self.latitude = latitude
        self.longitude = longitude
    }

    init(_ name: String, _ latitude: Int, _ longitude: Int) {
        self.init(name, nil, latitude, longitude)
    }

    /// The cities of a country, the ones with most business first.
    static func all(in country: String) -> [City] { byCountry[country] ?? [] }

    private static let byCountry: [String: [City]] = [
        "US": [
            City("New York", "NY", 40_713, -74_006), City("Chicago", "IL", 41_878, -87_630),
            City("San Francisco", "CA", 37_775, -122_419), City("Boston", "MA", 42_360, -71_059),
            City("Seattle", "WA", 47_606, -122_332), City("Austin", "TX", 30_267, -97_743),
            City("Denver", "CO", 39_739, -104_990), City("Atlanta", "GA", 33_749, -84_388),
            City("Minneapolis", "MN", 44_978, -93_265), City("Portland", "OR", 45_515, -122_679),
            City("Miami", "FL", 25_762, -80_192), City("Columbus", "OH", 39_961, -82_999),
        ],
        "CA": [
            City("Toronto", "ON", 43_653, -79_383), City("Montréal", "QC", 45_502, -73_567),
            City("Vancouver", "BC", 49_283, -123_121), City("Calgary", "AB", 51_045, -114_072),
            City("Ottawa", "ON", 45_421, -75_697), City("Halifax", "NS", 44_649, -63_575),
        ],
        "GB": [
            City("London", 51_507, -128), City("Manchester", 53_480, -2_242), City("Birmingham", 52_486, -1_890),
            City("Edinburgh", 55_953, -3_188), City("Bristol", 51_455, -2_588), City("Leeds", 53_801, -1_549),
            City("Cardiff", 51_481, -3_179), City("Newcastle upon Tyne", 54_978, -1_618),
        ],
        "IE": [
            City("Dublin", 53_350, -6_260), City("Cork", 51_899, -8_475), City("Galway", 53_271, -9_057),
            City("Limerick", 52_664, -8_627), City("Waterford", 52_259, -7_110),
        ],
        "DE": [
            City("Berlin", "BE", 52_520, 13_405), City("Hamburg", "HH", 53_551, 9_994),
            City("München", "BY", 48_135, 11_582), City("Köln", "NW", 50_938, 6_960),
            City("Frankfurt am Main", "HE", 50_111, 8_682), City("Stuttgart", "BW", 48_776, 9_183),
            City("Leipzig", "SN", 51_340, 12_375), City("Nürnberg", "BY", 49_452, 11_077),
            City("Hannover", "NI", 52_376, 9_732), City("Rostock", "MV", 54_092, 12_099),
        ],
        "AT": [
            City("Wien", 48_208, 16_373), City("Graz", 47_070, 15_439), City("Linz", 48_306, 14_286),
            City("Salzburg", 47_810, 13_055), City("Innsbruck", 47_269, 11_404),
        ],
        "CH": [
            City("Zürich", "ZH", 47_377, 8_542), City("Genève", "GE", 46_204, 6_143),
            City("Basel", "BS", 47_560, 7_589),
            City("Bern", "BE", 46_948, 7_447), City("Lugano", "TI", 46_004, 8_951),
        ],
        "FR": [
            City("Paris", 48_857, 2_352), City("Lyon", 45_764, 4_836), City("Marseille", 43_296, 5_370),
            City("Toulouse", 43_605, 1_444), City("Nantes", 47_218, -1_554), City("Lille", 50_629, 3_057),
            City("Bordeaux", 44_838, -579), City("Strasbourg", 48_573, 7_752),
        ],
        "NL": [
            City("Amsterdam", 52_370, 4_895), City("Rotterdam", 51_924, 4_478), City("Utrecht", 52_091, 5_122),
            City("Eindhoven", 51_441, 5_470), City("Groningen", 53_219, 6_567),
        ],
        "SE": [
            City("Stockholm", 59_329, 18_069), City("Göteborg", 57_709, 11_975), City("Malmö", 55_605, 13_004),
            City("Uppsala", 59_859, 17_639), City("Umeå", 63_826, 20_263),
        ],
        "AU": [
            City("Sydney", "NSW", -33_869, 151_209), City("Melbourne", "VIC", -37_814, 144_963),
            City("Brisbane", "QLD", -27_470, 153_026), City("Perth", "WA", -31_953, 115_857),
            City("Adelaide", "SA", -34_929, 138_601), City("Hobart", "TAS", -42_882, 147_327),
        ],
        "JP": [
            City("東京", 35_690, 139_692), City("大阪", 34_694, 135_502), City("名古屋", 35_181, 136_906),
            City("福岡", 33_590, 130_402), City("札幌", 43_062, 141_354),
        ],
    ]
}
