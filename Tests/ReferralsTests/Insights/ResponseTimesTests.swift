import Referrals
import TestSupport
import Testing

@Suite struct `Response times` {
    private func times(_ seconds: [Int64]) -> ResponseTimes {
        seconds.reduce(ResponseTimes()) { $0 + ResponseTimes(answerAfter: .seconds($1)) }
    }

    @Test func `are exact below 64 seconds, and off by a 64th at most above`() {
        var seconds: Int64 = 0
        while seconds < 400 * 86_400 {
            let told = Int64(times([seconds]).seconds(percentile: 50) ?? -1)
            #expect(seconds < 64 ? told == seconds : abs(told - seconds) * 64 <= seconds, "\(seconds) is \(told)")
            seconds += 1 + seconds / 70
        }
        #expect(times([3_600]).seconds(percentile: 50) == 3_616)
        #expect(times([86_400]).seconds(percentile: 50) == 87_040)
    }

    @Test func `longer times never have a smaller bucket`() {
        var last = -1
        for shift in 0..<40 {
            for step in -1...1 {
                let number = times([max(0, 1 << Int64(shift) + Int64(step))]).buckets[0].number
                if step == 0 {
                    #expect(number >= last)
                    last = number
                }
            }
        }
        #expect(times([-5]) == times([0]), "a clock that went back")
    }

    @Test(
        arguments: [
            (1, 50, 10), (1, 90, 10), (2, 50, 10), (2, 90, 20), (10, 50, 14), (10, 90, 18), (11, 50, 15), (11, 90, 19),
        ] as [(Int, Int, Int)])
    func `give the nearest rank`(_ count: Int, _ percentile: Int, _ expected: Int) {
        let step = count == 2 ? 10 : 1
        let all = times((0..<count).map { Int64(10 + $0 * step) })
        #expect(all.seconds(percentile: percentile) == expected)
        #expect(all.count == count)
    }

    @Test func `of nothing are nothing`() {
        #expect(ResponseTimes().seconds(percentile: 50) == nil)
        let some = times([1, 100, 100_000])
        #expect(some - some == ResponseTimes())
        #expect(some - ResponseTimes() == some && ResponseTimes() + some == some)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func `add up in every order`(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let seconds = (0..<500).map { _ in Int64.random(in: 0...2_000_000, using: &random) }
        let (whole, shuffled) = (times(seconds), times(seconds.shuffled(using: &random)))
        #expect(whole == shuffled)
        #expect(whole - times(Array(seconds.prefix(200))) == times(Array(seconds.dropFirst(200))))
        let exact = seconds.sorted()[249]
        #expect(abs(Int64(whole.seconds(percentile: 50) ?? 0) - exact) * 32 <= exact)
    }
}
