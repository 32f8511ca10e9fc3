import Referrals

/// The field `Retry-After`: seconds, or an instant (RFC 9110, section 10.2.3).
enum RetryAfter {
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// How many seconds to wait, at least 0; nil for what is neither.
    static func seconds(_ text: String, now: Timestamp) -> Int? {
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return text.isEmpty ? nil : Int(text) ?? .max }
        return instant(text).map { max(0, Int(($0 - now).milliseconds + 999) / 1_000) }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`: the one form that may be sent (RFC 9110, section 5.6.7).
    private static func instant(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else {
            return nil
        }
        let number = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
        return Timestamp("\(parts[3])-\(number(month + 1))-\(parts[1])T\(parts[4])Z")
    }
}
