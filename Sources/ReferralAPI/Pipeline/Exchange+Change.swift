import Crypto
import HTTP
import JSON
import Referrals

extension Exchange {
    /// Finds what a request is about, before its body is looked at: throws `notFound`, or gives the tag that
    /// `If-Match` is held against, nil where nothing has a version yet.
    typealias Existing = (any ReferralReader) throws(ReferralError) -> EntityTag?

    /// The condition in `If-Match`.
    var condition: VersionCondition { VersionCondition(ifMatch: request.fields.ascii("if-match")) }

    /// The conditions in `If-Match` and `If-None-Match`.
    var putCondition: PutCondition {
        PutCondition(ifMatch: request.fields.ascii("if-match"), ifNoneMatch: request.fields.ascii("if-none-match"))
    }

    /// Makes or changes something, judged in the contract's order: existence, media type, idempotency, body,
    /// precondition, validation, what asks others; then, in one transaction, all of what stored data decides.
    ///
    /// - Parameters:
    ///   - existing: Finds what the request is about.
    ///   - read: Reads the body; what it returns is used only when there was no fault.
    ///   - judge: Throws for what can't be had for a reason that is neither in the body nor in the store. May take its
    ///     time: no transaction is open.
    ///   - apply: Does it. Runs on the writer's thread; its reply is stored in the same transaction under the
    ///     `Idempotency-Key`, if the request has one.
    /// - Returns: What `apply` gave, or the replay of what it once gave.
    /// - Throws: `Problem` or `ReferralError`.
    func change<Input: Sendable>(
        existing: Existing = { _ in nil }, body read: (inout Fields) -> Input?,
        judge: ((Input) async throws -> Void)? = nil,
        apply: @escaping @Sendable (any ReferralTransaction, Input) throws(ReferralError) -> Reply
    ) async throws -> Reply {
        if judge == nil, isUnconditional, let ready = try? ready(read) {
            return try await write(ready.input, ready.key, apply)
        }
        let tag = try session.read(existing)
        try consumes.check(request)
        let key = try idempotencyKey()
        if let key,
            let replay = try session.read({ reader throws(ReferralError) in try Self.replay(key, reader) })
        {
            return replay
        }
        let json = try parsedBody()
        if request.method == .put {
            try putCondition.check(tag)
        } else if let tag {
            try condition.check(tag)
        }
        let input = try Self.validated(json, read)
        try await judge?(input)
        return try await write(input, key, apply)
    }

    /// Whether what is there decides nothing before the transaction does.
    private var isUnconditional: Bool {
        request.method != .put && !request.fields.contains("if-match") && !request.fields.contains("if-none-match")
    }

    /// What the request says, when it has no fault: then nothing is left to be judged in order, and the transaction
    /// finds what a look before it would.
    private func ready<Input>(
        _ read: (inout Fields) -> Input?
    ) throws -> (input: Input, key: IdempotencyKey?) {
        try consumes.check(request)
        let key = try idempotencyKey()
        return (try Self.validated(try parsedBody(), read), key)
    }

    private func write<Input: Sendable>(
        _ input: Input, _ key: IdempotencyKey?,
        _ apply: @escaping @Sendable (any ReferralTransaction, Input) throws(ReferralError) -> Reply
    ) async throws -> Reply {
        try await session.write { store throws(ReferralError) in
            if let key, let replay = try Self.replay(key, store) { return replay }
            let reply = try apply(store, input)
            if let key { try store.store(reply.stored, for: key) }
            return reply
        }
    }

    /// Removes something.
    func remove(
        existing: Existing,
        _ apply: @escaping @Sendable (any ReferralTransaction) throws(ReferralError) -> Void
    ) async throws -> Reply {
        if let tag = try session.read(existing) { try condition.check(tag) }
        try await session.write(apply)
        return .noContent
    }

    private func parsedBody() throws -> JSON {
        if request.body.isEmpty, consumes.takesEmptyAsObject { return .object([]) }
        do throws(JSONError) {
            return try JSON.parse(request.body)
        } catch {
            throw Problem(.malformedBody, error.detail)
        }
    }

    private static func validated<Input>(_ json: JSON, _ read: (inout Fields) -> Input?) throws -> Input {
        let faults = Faults()
        var fields = Fields(json, faults: faults)
        let input = read(&fields)
        fields.finish()
        guard faults.isEmpty else { throw Problem.invalid(faults.list) }
        guard let input else { throw ReferralError.internalFault("a body without faults gave no input") }
        return input
    }

    private func idempotencyKey() throws -> IdempotencyKey? {
        guard request.method == .post, let given = request.fields["idempotency-key"] else { return nil }
        var value = Substring(given)
        if value.utf8.count >= 2, value.first == "\"", value.last == "\"" {
            value = value.dropFirst().dropLast()
        }
        guard (1...255).contains(value.utf8.count), value.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Problem.header(
                "Idempotency-Key", "Must be 1 to 255 visible ASCII characters, quoted or not.")
        }
        let owner = try authenticated().keyID?.description ?? "environment"
        return IdempotencyKey(owner: owner, value: String(value), fingerprint: fingerprint)
    }

    private var fingerprint: [UInt8] {
        var hash = SHA256()
        hash.update(data: Array(path.utf8) + [0x0A])
        hash.update(data: request.body)
        return Array(hash.finalize())
    }

    private static func replay(
        _ key: IdempotencyKey, _ reader: any ReferralReader
    ) throws(ReferralError) -> Reply? {
        guard let stored = try reader.storedReply(key) else { return nil }
        return try Reply(replaying: stored, in: reader)
    }
}
