import HTTP
public import Referrals

/// How many requests one caller may make.
public struct RateLimit: Hashable, Sendable {
    /// How many in a window, at least 1.
    public let requests: Int
    /// How long the window is.
    public let window: TimeSpan

    /// Makes a limit of `requests` (at least 1) in each `window` (at least 1 ms).
    public init(requests: Int, window: TimeSpan) {
        self.requests = requests
        self.window = window
    }
}

/// A token bucket per key, or per address when anonymous: as many requests at once as the limit says, refilled evenly.
final class RateLimiter: Sendable {
    /// Whose bucket it is.
    enum Owner: Hashable {
        case key(KeySecret.Digest)
        case address(String)

        /// Whoever has an address: of IPv6, as much of it as one customer has.
        static func network(of address: String) -> Owner { .address(IPAddress(address)?.network ?? address) }
    }

    /// What a request is told of its bucket.
    struct Standing {
        let isAllowed: Bool
        let remaining: Int
        /// Seconds until the bucket is full again.
        let reset: Int
        /// Seconds until the next request is allowed.
        let retryAfter: Int
    }

    /// Tokens are counted in millisecond shares: one request costs a whole window's length, a millisecond refills
    /// `requests` of them. So no fraction is ever lost.
    private struct Bucket {
        var level: Int64
        var at: Int64
    }

    /// Full buckets of a shard are forgotten when there are more than this, and then the fuller half.
    private static let maximumBuckets = 10_000 / Shards<[Owner: Bucket]>.count

    let limit: RateLimit
    private let buckets = Shards<[Owner: Bucket]>([:])

    private let uptime: @Sendable () -> Int64
    private let policy: ResponseFields

    /// - Parameters:
    ///   - limit: What one caller may do.
    ///   - uptime: Milliseconds of a clock that nobody sets: a step of the wall clock must lock nobody out.
    init(_ limit: RateLimit, uptime: @escaping @Sendable () -> Int64) {
        self.limit = limit
        self.uptime = uptime
        let window = max(1, (limit.window.milliseconds + 999) / 1_000)
        var policy = ResponseFields()
        policy.append("RateLimit-Policy", "\"default\";q=\(limit.requests);w=\(window)")
        self.policy = policy
    }

    /// Takes one request out of the owner's bucket, if there is one in it.
    func take(_ owner: Owner) -> Standing {
        let now = uptime()
        return buckets.withLock(for: owner) { buckets in
            if buckets.count >= Self.maximumBuckets, buckets[owner] == nil { forgetFull(&buckets, now) }
            var bucket = refilled(buckets[owner], now)
            let isAllowed = bucket.level >= cost
            if isAllowed { bucket.level -= cost }
            buckets[owner] = bucket
            return standing(bucket, isAllowed)
        }
    }

    private var cost: Int64 { limit.window.milliseconds }
    private var capacity: Int64 { cost * Int64(limit.requests) }

    private func refilled(_ bucket: Bucket?, _ now: Int64) -> Bucket {
        guard let bucket else { return Bucket(level: capacity, at: now) }
        let elapsed = min(max(now - bucket.at, 0), cost)
        return Bucket(
            level: min(bucket.level + elapsed * Int64(limit.requests), capacity),
            at: max(now, bucket.at))
    }

    private func standing(_ bucket: Bucket, _ isAllowed: Bool) -> Standing {
        Standing(
            isAllowed: isAllowed, remaining: Int(bucket.level / cost),
            reset: seconds(toRefill: capacity - bucket.level),
            retryAfter: max(1, seconds(toRefill: cost - bucket.level)))
    }

    private func seconds(toRefill missing: Int64) -> Int {
        guard missing > 0 else { return 0 }
        let perSecond = Int64(limit.requests) * 1_000
        return Int((missing + perSecond - 1) / perSecond)
    }

    private func forgetFull(_ buckets: inout [Owner: Bucket], _ now: Int64) {
        buckets = buckets.filter { refilled($0.value, now).level < capacity }
        guard buckets.count >= Self.maximumBuckets else { return }
        let fullest = buckets.sorted { $0.value.level > $1.value.level }.prefix(Self.maximumBuckets / 2)
        for (owner, _) in fullest { buckets[owner] = nil }
    }

    /// Adds the fields of draft-ietf-httpapi-ratelimit-headers.
    func describe(_ standing: Standing, in fields: inout ResponseFields) {
        fields.append(contentsOf: policy)
        fields.append("RateLimit") { bytes in
            bytes.append(contentsOf: "\"default\";r=".utf8)
            bytes.append(decimal: standing.remaining)
            bytes.append(contentsOf: ";t=".utf8)
            bytes.append(decimal: standing.reset)
        }
    }
}
