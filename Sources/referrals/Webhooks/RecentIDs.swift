/// The ids that came last, as many as there is room for: what an endpoint knows repeats by.
struct RecentIDs {
    private let limit: Int
    private var ids: Set<String> = []
    /// The same ids in the order in which they came; the oldest stands at `next` once there is no more room.
    private var order: [String] = []
    private var next = 0

    /// - Parameter limit: How many ids are remembered, at least 1.
    init(limit: Int) { self.limit = limit }

    /// Remembers an id, in place of the oldest when there is no more room; false when it is remembered already.
    mutating func insert(_ id: String) -> Bool {
        guard ids.insert(id).inserted else { return false }
        if order.count < limit {
            order.append(id)
        } else {
            ids.remove(order[next])
            order[next] = id
            next = (next + 1) % limit
        }
        return true
    }
}
