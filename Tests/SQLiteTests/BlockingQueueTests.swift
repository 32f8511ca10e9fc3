import SQLite
import Testing

@Suite struct BlockingQueues {
    @Test func `elements leave in the order in which they came`() {
        let queue = BlockingQueue<Int>()
        var taken: [Int?] = []
        for number in 0..<3 { #expect(queue.push(number) == .accepted) }
        taken.append(queue.pop())
        for number in 3..<6 { #expect(queue.push(number) == .accepted) }
        #expect(queue.count == 5)
        while let number = queue.popIfAny() { taken.append(number) }
        #expect(taken == [0, 1, 2, 3, 4, 5])
        #expect(queue.count == 0)
    }

    @Test func `a full queue refuses until there is room`() {
        let queue = BlockingQueue<Int>(capacity: 2)
        #expect([queue.push(1), queue.push(2), queue.push(3)] == [.accepted, .accepted, .full])
        #expect(queue.pop() == 1)
        #expect(queue.push(4) == .accepted)
    }

    @Test func `a closed queue hands out what it holds and ends`() {
        let queue = BlockingQueue<Int>()
        _ = queue.push(1)
        queue.close()
        #expect(queue.push(2) == .closed)
        #expect(queue.pop() == 1)
        #expect(queue.pop() == nil && queue.popIfAny() == nil)
    }

    @Test func `many threads take each element once`() {
        let queue = BlockingQueue<Int>()
        let taken = BlockingQueue<Int>()
        let threads = (0..<4).map { _ in
            Thread { while let number = queue.pop() { _ = taken.push(number) } }
        }
        for number in 0..<10_000 { _ = queue.push(number) }
        queue.close()
        for thread in threads { thread.join() }
        var numbers: [Int] = []
        while let number = taken.popIfAny() { numbers.append(number) }
        #expect(numbers.sorted() == [Int](0..<10_000))
    }
}
