import Referrals

/// How scheduled backups are named: `referrals-20261201T030000Z.db`, by the second in UTC in which one was begun.
enum BackupName {
    /// An instant as names have it, `20261201T030000Z`.
    static func text(of instant: Timestamp) -> String {
        "\(instant)".prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    /// The name of the backup that is begun at an instant.
    static func make(_ instant: Timestamp) -> String { "referrals-\(text(of: instant)).db" }

    /// The instant that a name stands for; nil for every other name.
    static func instant(of name: String) -> Timestamp? {
        let digits = name.dropFirst("referrals-".count).filter { $0 != "T" }.prefix(14)
        guard digits.utf8.count == 14, decimal(digits) != nil else { return nil }
        var text = ""
        for (index, digit) in digits.enumerated() {
            text += [4: "-", 6: "-", 8: "T", 10: ":", 12: ":"][index] ?? ""
            text.append(digit)
        }
        // A name that is not as `make` makes it is somebody else's.
        return Timestamp(text + "Z").flatMap { make($0) == name ? $0 : nil }
    }
}
