import Glibc
import Testing

@testable import HTTPServer

struct `A wall clock alarm` {
    @Test(arguments: [Int64.min, -1, 0, 1])
    func `fires at once for an instant that has passed`(milliseconds: Int64) async throws {
        let fired = Latch(count: 1)
        let alarm = try WallClockAlarm { fired.arrive() }
        alarm.set(millisecondsSinceEpoch: milliseconds)
        await fired.wait()
        alarm.cancel()
    }

    @Test func `fires for the instant set last, as often as one is set`() async throws {
        let (fired, times) = AsyncStream.makeStream(of: Void.self)
        let alarm = try WallClockAlarm { times.yield() }
        var iterator = fired.makeAsyncIterator()
        for _ in 0..<3 {
            alarm.set(millisecondsSinceEpoch: .max)
            alarm.set(millisecondsSinceEpoch: nil)
            alarm.set(millisecondsSinceEpoch: 1)
            await iterator.next()
        }
        alarm.cancel()
        alarm.set(millisecondsSinceEpoch: 1)
    }
}

struct `Stop signals` {
    @Test(arguments: [SIGTERM, SIGINT])
    func `are waited for`(number: Int32) async {
        await #expect(processExitsWith: .success) { [number = number as Int32] in
            Signals.install()
            kill(getpid(), number)
            exit(await Signals.next() == number ? 0 : 1)
        }
    }
}
