import Referrals

/// What is to happen, the earliest first; what is to happen at the same instant stays in its order.
struct Agenda<Act: Sendable>: Sendable {
    private struct Entry: Sendable {
        let instant: Timestamp
        let number: Int
        let act: Act

        func comes(before other: Entry) -> Bool { (instant, number) < (other.instant, other.number) }
    }

    /// A binary heap: nobody comes before its parent, which stands at half its place.
    private var entries: [Entry] = []
    private var count = 0

    /// When the next one is to happen.
    var next: Timestamp? { entries.first?.instant }

    mutating func add(_ act: Act, at instant: Timestamp) {
        count += 1
        entries.append(Entry(instant: instant, number: count, act: act))
        var index = entries.count - 1
        while index > 0, case let parent = (index - 1) / 2, entries[index].comes(before: entries[parent]) {
            entries.swapAt(index, parent)
            index = parent
        }
    }

    /// Takes the next one off; nil when there is none.
    mutating func removeFirst() -> (instant: Timestamp, act: Act)? {
        guard let last = entries.popLast() else { return nil }
        guard let first = entries.first else { return (last.instant, last.act) }
        entries[0] = last
        var index = 0
        while let child = firstChild(of: index), entries[child].comes(before: entries[index]) {
            entries.swapAt(index, child)
            index = child
        }
        return (first.instant, first.act)
    }

    private func firstChild(of index: Int) -> Int? {
        let (left, right) = (2 * index + 1, 2 * index + 2)
        guard left < entries.count else { return nil }
        return right < entries.count && entries[right].comes(before: entries[left]) ? right : left
    }
}
