import Referrals

/// Figures as people read them.
enum Amount {
    /// A number of bytes: `640 KiB`, `12.3 MiB`.
    static func size(_ bytes: Int) -> String {
        var (tenths, unit) = (bytes * 10 / 1_024, "KiB")
        for larger in ["MiB", "GiB", "TiB"] where tenths >= 10_240 { (tenths, unit) = (tenths / 1_024, larger) }
        return unit == "KiB" ? "\((bytes + 1_023) / 1_024) KiB" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }

    /// A length of time, in the two greatest units that matter: `3d 4h`, `12m 5s`, `0s`.
    static func age(_ span: TimeSpan) -> String {
        var rest = max(span.milliseconds, 0) / 1_000
        var parts: [String] = []
        for (name, seconds) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60), ("s", 1)] {
            if rest >= seconds || !parts.isEmpty { parts.append("\(rest / seconds)\(name)") }
            rest %= seconds
        }
        return parts.isEmpty ? "0s" : parts.prefix(2).joined(separator: " ")
    }

    /// How long something took: `32 ms`, `1.4 s`.
    static func duration(_ milliseconds: Int64) -> String {
        milliseconds < 1_000 ? "\(milliseconds) ms" : "\(milliseconds / 1_000).\(milliseconds % 1_000 / 100) s"
    }

    /// So many of something: `1 engagement`, `2 engagements`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
