import ReferralAPI
import Referrals

extension RateLimit {
    /// Parses a number and a duration of at most a day, such as `1200/1m`.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let requests = decimal(parts[0]), (1...1_000_000_000).contains(requests)
        else {
            return nil
        }
        guard let window = TimeSpan(parts[1]), window > .milliseconds(0), window <= .days(1) else {
            return nil
        }
        self.init(requests: requests, window: window)
    }
}
