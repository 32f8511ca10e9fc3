import HTTP
import Referrals
import Synchronization

/// Counts and tells the requests of one loop.
struct RequestNotes: Sendable {
    let tally: RequestTally
    let log: RequestLog
    /// Nanoseconds of a clock that nobody sets.
    let nanoseconds: @Sendable () -> Int64

    /// Takes note of a request once its answer is complete: of a stream at its end, for which it is wrapped.
    func finish(_ record: RequestRecord, _ request: Request, _ response: inout Response) {
        let status = response.status
        switch response.body {
        case .empty: note(record, request, status, bytes: 0)
        case .bytes(let bytes):
            let isSent = request.method != .head && status != .noContent && status != .notModified
            note(record, request, status, bytes: isSent ? bytes.count : 0)
        case .stream(let write):
            response.body = .stream { writer in
                let counted = CountingWriter(writer)
                defer { note(record, request, status, bytes: counted.bytes) }
                try await write(counted)
            }
        }
    }

    private func note(_ record: RequestRecord, _ request: Request, _ status: Status, bytes: Int) {
        let time = nanoseconds() - record.began
        let row = tally.count(request.method, for: record.route, status, in: time)
        guard log.tells(isProbe: row.isProbe) else { return }
        log.write(
            AnsweredRequest(
                id: record.id, keyID: record.caller?.keyID, role: record.caller?.role.kind,
                method: request.method.name, route: record.route == nil ? nil : row.route, path: request.target.path,
                status: status.code, nanoseconds: time, bytes: bytes, address: record.address, isProbe: row.isProbe))
    }
}

/// Counts the bytes of a stream on their way.
private final class CountingWriter: BodyWriter {
    private let writer: any BodyWriter
    private let count = Atomic(0)

    init(_ writer: any BodyWriter) { self.writer = writer }

    /// What was written by now.
    var bytes: Int { count.load(ordering: .relaxed) }

    func write(_ bytes: [UInt8]) async throws {
        try await writer.write(bytes)
        count.wrappingAdd(bytes.count, ordering: .relaxed)
    }
}
