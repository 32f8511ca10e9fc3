import Referrals
import Testing

struct CurrencyTests {
    @Test(arguments: [
        ("EUR", 2), ("USD", 2), ("GBP", 2), ("INR", 2), ("CNY", 2), ("JPY", 0), ("KRW", 0), ("ISK", 0),
        ("CLP", 0), ("XOF", 0), ("XPF", 0),
        ("UYI", 0), ("BHD", 3), ("KWD", 3), ("TND", 3), ("IQD", 3), ("CLF", 4), ("UYW", 4), ("MRU", 2),
        ("MGA", 2),
        ("SLE", 2), ("VED", 2), ("XCG", 2), ("ZWG", 2), ("XAD", 2), ("XCD", 2), ("CHE", 2), ("USN", 2),
    ])
    func `knows the minor units of active codes`(code: String, digits: Int) {
        #expect(Currency(code)?.digits == digits)
        #expect(Currency(code)?.code == code)
    }

    @Test(arguments: [
        "XXX", "XTS", "XAU", "XAG", "XPT", "XPD", "XBA", "XBB", "XBC", "XBD", "XDR", "XSU", "XUA",
        "DEM", "HRK", "BGN", "ZWL", "SLL", "CUC", "ANG", "BYR", "eur", "Eur", "EU", "EURO", "", " EUR", "978",
        "ABC", "\u{212A}ES",
    ])
    func `refuses codes without minor units, withdrawn and unknown ones`(code: String) {
        #expect(Currency(code) == nil)
    }

    @Test func `has 165 currencies`() {
        #expect(Currency.all.count == 165)
        #expect(Currency.all.map(\.code) == Currency.all.map(\.code).sorted())
        #expect(Currency.all.allSatisfy { $0.code.utf8.count == 3 && [0, 2, 3, 4].contains($0.digits) })
    }
}

struct MoneyTests {
    private func money(_ text: String, _ code: String) throws -> Money {
        try Money(text, currency: #require(Currency(code)))
    }

    @Test(
        arguments: [
            ("125000.00", "USD", 12_500_000, "125000.00"), ("125000", "USD", 12_500_000, "125000.00"),
            ("125000.5", "USD", 12_500_050, "125000.50"),
            ("0", "EUR", 0, "0.00"), ("0.00", "EUR", 0, "0.00"), ("0.01", "EUR", 1, "0.01"),
            ("0.1", "EUR", 10, "0.10"), ("1.05", "EUR", 105, "1.05"),
            ("999999999999.99", "EUR", 99_999_999_999_999, "999999999999.99"), ("5000", "JPY", 5_000, "5000"),
            ("0", "JPY", 0, "0"),
            ("999999999999", "JPY", 999_999_999_999, "999999999999"), ("1.234", "BHD", 1_234, "1.234"),
            ("1.2", "BHD", 1_200, "1.200"),
            ("0.001", "BHD", 1, "0.001"), ("1.2345", "CLF", 12_345, "1.2345"),
            ("999999999999.9999", "CLF", 9_999_999_999_999_999, "999999999999.9999"),
        ] as [(String, String, Int64, String)])
    func `reads a decimal string and shows exactly the currency's digits`(
        text: String, code: String, minorUnits: Int64, shown: String
    ) throws {
        let money = try money(text, code)
        #expect(money.minorUnits == minorUnits)
        #expect(money.amount == shown)
        #expect(try self.money(shown, code) == money)
        var bytes = Array("=".utf8)
        money.decimal.append(to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "=" + shown)
    }

    @Test(
        arguments: [
            ("", .malformed), ("-1", .malformed), ("+1", .malformed), ("-0", .malformed), ("1.", .malformed),
            (".5", .malformed), (".", .malformed),
            ("1e3", .malformed), ("1E3", .malformed), ("1,000", .malformed),
            ("1.000,00", .tooManyFractionDigits(allowed: 2)), ("1 000", .malformed),
            (" 1", .malformed), ("1 ", .malformed), ("01", .malformed), ("00", .malformed),
            ("007.00", .malformed), ("1.5.0", .malformed), ("1_0", .malformed),
            ("0x1F", .malformed), ("NaN", .malformed), ("١٢", .malformed), ("１", .malformed),
            ("12\n", .malformed), ("$5", .malformed), ("5EUR", .malformed),
            ("1.001", .tooManyFractionDigits(allowed: 2)), ("1.000", .tooManyFractionDigits(allowed: 2)),
            ("1000000000000", .tooLarge),
            ("1000000000000.00", .tooLarge), ("99999999999999999999999999", .tooLarge),
        ] as [(String, MoneyFault)])
    func `refuses what is no amount in euros`(text: String, fault: MoneyFault) {
        #expect(throws: fault) { try money(text, "EUR") }
    }

    @Test(arguments: [
        ("1.0", "JPY", 0), ("1.0000", "BHD", 3), ("1.23456", "CLF", 4),
    ])
    func `refuses more fraction digits than the currency has`(text: String, code: String, allowed: Int) {
        #expect(throws: MoneyFault.tooManyFractionDigits(allowed: allowed)) { try money(text, code) }
    }

    @Test(
        arguments: [
            ("125000", 12_500_000), ("125000.5", 12_500_050), ("0", 0),
            ("999999999999.99", 99_999_999_999_999), ("0.10", 10),
        ] as [(String, Int64)])
    func `reads a JSON number exactly`(text: String, minorUnits: Int64) throws {
        let euro = try #require(Currency("EUR"))
        #expect(try Money(number: text, currency: euro).minorUnits == minorUnits)
    }

    @Test(
        arguments: [
            ("1e3", .malformed), ("1E+3", .malformed), ("-1", .malformed), ("-0", .malformed),
            ("999999999999999", .tooLarge),
            ("1234567890123456", .tooManyDigits), ("1.000000000000000", .tooManyDigits),
            ("0.1000000000000000055", .tooManyDigits),
            ("1.001", .tooManyFractionDigits(allowed: 2)),
        ] as [(String, MoneyFault)])
    func `refuses a JSON number that is no amount`(text: String, fault: MoneyFault) throws {
        let euro = try #require(Currency("EUR"))
        #expect(throws: fault) { try Money(number: text, currency: euro) }
    }

    @Test func `a number may have 15 digits and not 16`() throws {
        let unit = try #require(Currency("CLF"))
        #expect(try Money(number: "12345678901.2345", currency: unit).amount == "12345678901.2345")
        #expect(throws: MoneyFault.tooManyDigits) { try Money(number: "123456789012.2345", currency: unit) }
    }

    @Test func `shows a negative stored amount as one`() throws {
        let euro = try #require(Currency("EUR"))
        #expect(Money(minorUnits: -5, currency: euro).amount == "-0.05")
        #expect(Money(minorUnits: .min, currency: euro).amount == "-92233720368547758.08")
    }
}

struct MoneySumTests {
    @Test func `stays exact beyond 64 bits`() throws {
        let currency = try #require(Currency("CLF"))
        let greatest = try Money("999999999999.9999", currency: currency)
        var sum = MoneySum(currency: currency)
        #expect(sum.amount == "0.0000")
        for _ in 0..<2_000 { sum += greatest }
        #expect(sum.minorUnits == 19_999_999_999_999_998_000)
        #expect(sum.amount == "1999999999999999.8000")
        for _ in 0..<2_000 { sum -= greatest }
        #expect(sum == MoneySum(currency: currency))
    }

    @Test(
        arguments: [
            ("JPY", 0, "0"), ("JPY", 7, "7"), ("EUR", 7, "0.07"), ("EUR", -7, "-0.07"), ("EUR", 100, "1.00"),
            ("BHD", 12_345, "12.345"),
            ("EUR", .max, "1701411834604692317316873037158841057.27"),
        ] as [(String, Int128, String)])
    func `shows the currency's digits`(code: String, minorUnits: Int128, shown: String) throws {
        #expect(MoneySum(minorUnits: minorUnits, currency: try #require(Currency(code))).amount == shown)
    }
}
