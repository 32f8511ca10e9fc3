// Defects on purpose, which `make sanitize` must hear of before it believes the silence of everything else.

import Dispatch
import Synchronization

@main enum Canary {
    static func main() {
        switch CommandLine.arguments.dropFirst().first {
        case "race": race()
        case "guarded": guarded()
        case "overflow": overflow()
        case "leak": leak()
        default: print("canary race|guarded|overflow|leak")
        }
    }

    private static let isRunning = Atomic(false)

    /// Two threads add to one number at the same time, with nothing that orders them.
    private static func race() {
        let number = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        number[0] = 0
        let address = UInt(bitPattern: number)
        DispatchQueue.global().async {
            isRunning.store(true, ordering: .relaxed)
            while true { UnsafeMutablePointer<Int>(bitPattern: address)?[0] += 1 }
        }
        while !isRunning.load(ordering: .relaxed) {}
        for _ in 0..<100_000 { number[0] += 1 }
    }

    /// Threads that wait for each other at a mutex: no race.
    private static func guarded() {
        let numbers = Mutex<[Int: Int]>([:])
        DispatchQueue.concurrentPerform(iterations: 8) { turn in
            for step in 0..<10_000 { numbers.withLock { $0[step % 100, default: 0] += turn } }
        }
    }

    /// Reads behind what was allocated.
    private static func overflow() {
        let numbers = UnsafeMutablePointer<Int>.allocate(capacity: 4)
        print(numbers[CommandLine.arguments.count + 2])
    }

    /// Allocates what nobody keeps.
    private static func leak() {
        for _ in 0..<10 { _ = UnsafeMutablePointer<Int>.allocate(capacity: 100) }
    }
}
