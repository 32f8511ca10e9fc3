/// A currency by its alphabetic code of ISO 4217, with the number of digits behind the decimal point of its
/// amounts.
public struct Currency: Hashable, Sendable {
    /// Three upper-case letters: `EUR`.
    public let code: String
    /// The fraction digits of an amount, which ISO 4217 calls the minor unit: 0, 2, 3 or 4.
    public let digits: Int

    /// The currency or fund of that code, upper case as ISO 4217 writes it; nil for unknown and withdrawn
    /// codes and for those without a minor unit: the metals (XAU ...), the bond units (XBA ...), XDR, XSU,
    /// XUA, XTS and XXX.
    public init?(_ code: some StringProtocol) {
        guard code.utf8.count == 3, let currency = Self.byCode[String(code)] else { return nil }
        self = currency
    }

    private init(code: String, digits: Int) {
        self.code = code
        self.digits = digits
    }

    /// Every currency, in the order of the codes.
    public static let all = byCode.values.sorted { $0.code < $1.code }

    private static let byCode: [String: Currency] = {
        var table: [String: Currency] = [:]
        for (digits, codes) in codesByDigits {
            for code in codes.split(separator: " ").map(String.init) {
                table[code] = Currency(code: code, digits: digits)
            }
        }
        return table
    }()
}

extension Currency: CustomStringConvertible {
    /// The code.
    public var description: String { code }
}

/// The lists one and two of ISO 4217 as of January 2026: with SLE, VED, XCG, ZWG and XAD; without ANG, BGN,
/// CUC, HRK, SLL and ZWL.
private let codesByDigits: [(Int, String)] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (
        2,
        """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF \
        CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD \
        GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL \
        MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR \
        PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP \
        TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
        """
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
]
