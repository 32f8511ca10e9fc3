import Crypto
import HTTP
import Referrals

/// What `GET /metrics` shows, and to whom.
struct ServiceMetrics: Sendable {
    let requests = RequestTallies()
    private let others: @Sendable () async -> [MetricFamily]
    private let isOpen: Bool
    private let digest: SHA256.Digest?

    /// - Parameters:
    ///   - key: The key that it asks for beside an operator's; nil for none.
    ///   - isOpen: Whether anybody may see it while there is no such key.
    ///   - others: What others than the interface have counted.
    init(key: String?, isOpen: Bool, others: @escaping @Sendable () async -> [MetricFamily]) {
        digest = key.map { SHA256.hash(data: Array($0.utf8)) }
        self.isOpen = isOpen && key == nil
        self.others = others
    }

    /// Everything.
    func families() async -> [MetricFamily] { requests.families + (await others()) }

    /// Whether whoever sent the request may see it. Keys are compared by their digests, in a time that does not depend
    /// on where they differ.
    func admits(_ request: Request, _ caller: Caller?) -> Bool {
        if isOpen || caller?.role == .operator { return true }
        guard let digest, let given = request.fields.ascii("authorization") else { return false }
        let scheme = "bearer "
        guard given.lowercased().hasPrefix(scheme) else { return false }
        return SHA256.hash(data: Array(given.utf8.dropFirst(scheme.utf8.count))) == digest
    }
}
