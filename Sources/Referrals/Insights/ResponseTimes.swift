// How long answers took, as a histogram whose size does not grow with their number. Buckets are exact below 64 seconds;
// from there on each power of two has 32 of equal width, told by their middle, which is never more than 1/64 of the
// value off. docs/insights.md tells people.

/// How many answers took how long.
public struct ResponseTimes: Hashable, Sendable {
    /// The answers whose time lies between two bounds.
    public struct Bucket: Hashable, Sendable {
        /// Which bounds; greater for longer times.
        public let number: Int
        /// How many answers; negative in a difference.
        public var count: Int

        /// Makes a bucket.
        public init(number: Int, count: Int) {
            self.number = number
            self.count = count
        }
    }

    /// Those that are not empty, the shortest times first.
    public private(set) var buckets: [Bucket]

    /// No answers.
    public init() { buckets = [] }

    /// Buckets as they were stored, in whatever order.
    public init(_ buckets: [Bucket]) {
        self.buckets = buckets.filter { $0.count != 0 }.sorted { $0.number < $1.number }
    }

    /// One answer.
    public init(answerAfter span: TimeSpan) {
        buckets = [Bucket(number: Self.number(ofSeconds: span.milliseconds / 1_000), count: 1)]
    }

    /// How many answers.
    public var count: Int { buckets.reduce(0) { $0 + $1.count } }

    /// The seconds within which that many hundredths of the answers came (nearest rank); nil without answers.
    public func seconds(percentile: Int) -> Int? {
        let count = count
        guard count > 0 else { return nil }
        var left = max((count * percentile + 99) / 100, 1)
        for bucket in buckets {
            left -= bucket.count
            if left <= 0 { return Self.seconds(ofNumber: bucket.number) }
        }
        return nil
    }

    /// Both together.
    public static func + (left: ResponseTimes, right: ResponseTimes) -> ResponseTimes {
        left.adding(right, times: 1)
    }

    /// What must be added to the right to get the left.
    public static func - (left: ResponseTimes, right: ResponseTimes) -> ResponseTimes {
        left.adding(right, times: -1)
    }

    private func adding(_ other: ResponseTimes, times sign: Int) -> ResponseTimes {
        if sign > 0, buckets.isEmpty { return other }
        var sum: [Bucket] = []
        sum.reserveCapacity(buckets.count + other.buckets.count)
        var rest = buckets[...]
        for bucket in other.buckets {
            while let next = rest.first, next.number < bucket.number { sum.append(rest.removeFirst()) }
            var count = sign * bucket.count
            if let same = rest.first, same.number == bucket.number {
                count += same.count
                rest.removeFirst()
            }
            if count != 0 { sum.append(Bucket(number: bucket.number, count: count)) }
        }
        var result = ResponseTimes()
        result.buckets = sum + rest
        return result
    }
}

extension ResponseTimes {
    /// As many buckets as a power of two has; twice as many seconds have one each.
    private static let steps: Int64 = 32
    private static let exact = 2 * steps

    /// The bucket of a time.
    static func number(ofSeconds seconds: Int64) -> Int {
        let seconds = max(seconds, 0)
        guard seconds >= exact else { return Int(seconds) }
        let shift = Int64(58 - seconds.leadingZeroBitCount)
        return Int(exact + (shift - 1) * steps + (seconds >> shift) - steps)
    }

    /// The middle of a bucket.
    static func seconds(ofNumber number: Int) -> Int {
        guard number >= exact else { return number }
        let (shift, step) = (Int64(number) - exact).quotientAndRemainder(dividingBy: steps)
        let width = Int64(1) << (shift + 1)
        return Int((steps + step) * width + width / 2)
    }
}
