import HTTP
import HTTPServer
import ReceiverSupport
import Referrals
import Synchronization
import TestSupport
import Testing

@testable import Delivery

extension Transfers.Configuration {
    /// Lets every address pass.
    static func make(maximum: Int = 64, check: @escaping AddressCheck = { _, _ in .open }) -> Self {
        Self(userAgent: "referrals/test", maximum: maximum, check: check)
    }
}

extension Transfers {
    func post(
        _ text: String = "{}", to url: WebURL, fields: [(String, String)] = [],
        limits: Transfer.Limits = .ofPosts
    ) async -> TransferResult.Outcome {
        let fields = fields.map { (name: $0.0, value: $0.1) }
        return await perform(.post(.init(to: url, fields: fields, body: Array(text.utf8), limits: limits))).outcome
    }
}

/// Answers as paths say: `/503`, `/429/120`; content with `/200/0/text`.
private let answerByPath: Receiver.Answer = { received in
    let parts = received.path.split(separator: "/")
    var response = Response.make(Int(parts.first ?? "") ?? 200, parts.count > 2 ? String(parts[2]) : "")
    if parts.count > 1 { response.fields.append("Retry-After", String(parts[1])) }
    response.fields.append("Location", "/204")
    return response
}

@Suite struct `A POST` {
    @Test func `arrives with its fields and its content`() async throws {
        let transfers = Transfers(.make())
        try await withReceiver(answer: answerByPath) { receiver in
            let outcome = await transfers.post(
                #"{"a":1}"#, to: try receiver.url(), fields: [("Content-Type", "application/json"), ("X-Test", "1")])
            #expect(outcome == .answered(TransferAnswer(status: 200, isPublic: true)))
            let received = try #require(receiver.received.first)
            #expect(received.text == #"{"a":1}"#)
            #expect(received.fields["content-type"] == "application/json")
            #expect(received.fields["x-test"] == "1")
            #expect(received.fields["user-agent"] == "referrals/test")
            let others = ["accept-encoding", "expect", "cookie", "connection"]
            #expect(others.allSatisfy { received.fields[$0] == nil })
        }
        await transfers.stop()
    }

    @Test(arguments: [200, 204, 302, 307, 400, 410, 429, 500]) func `is answered by what the endpoint says`(
        _ status: Int
    ) async throws {
        let transfers = Transfers(.make())
        try await withReceiver(answer: answerByPath) { receiver in
            let outcome = await transfers.post(to: try receiver.url("/\(status)/120"))
            #expect(
                outcome == .answered(TransferAnswer(status: status, isPublic: true, retryAfter: "120")))
            #expect(receiver.received.count == 1, "redirects are not followed")
        }
        await transfers.stop()
    }

    @Test func `keeps the first 4 KiB of an answer, and ends one of more than 64 KiB`() async throws {
        let transfers = Transfers(.make())
        let isEnded = Signal()
        try await withReceiver { received in
            guard received.path == "/endless" else { return .make(202, String(repeating: "a", count: 60_000)) }
            return Response(
                .ok,
                body: .stream { writer in
                    defer { isEnded.happen() }
                    while true { try await writer.write(Array(repeating: 0x62, count: 10_000)) }
                })
        } _: { receiver in
            let long = await transfers.post(to: try receiver.url("/long"))
            let content = Array(repeating: UInt8(ascii: "a"), count: 4_096)
            #expect(long == .answered(TransferAnswer(status: 202, content: content, isPublic: true)))
            guard case .answered(let answer) = await transfers.post(to: try receiver.url("/endless")) else {
                Issue.record("no answer")
                return
            }
            #expect(answer.status == 200)
            #expect(answer.content.count == 4_096)
            await isEnded.wait()
        }
        await transfers.stop()
    }

    @Test func `fails on a head of more than 32 KiB`() async throws {
        let transfers = Transfers(.make())
        try await withReceiver { _ in
            var response = Response.make(200)
            for _ in 1...40 { response.fields.append("X-Long", String(repeating: "x", count: 1_000)) }
            return response
        } _: { receiver in
            let url = try receiver.url()
            #expect(await transfers.post(to: url) == .failed(TransferFailure(.exchange)))
        }
        await transfers.stop()
    }

    @Test func `counts by its status, though the content drips`() async throws {
        let transfers = Transfers(.make())
        let limits = Transfer.Limits(total: .milliseconds(500), connect: .seconds(5))
        let isOver = Signal()
        try await withReceiver { _ in
            Response(
                .ok,
                body: .stream { writer in
                    try await writer.write(Array("drip".utf8))
                    await isOver.wait()
                })
        } _: { receiver in
            let outcome = await transfers.post(to: try receiver.url(), limits: limits)
            isOver.happen()
            #expect(
                outcome == .answered(TransferAnswer(status: 200, content: Array("drip".utf8), isPublic: true)))
        }
        await transfers.stop()
    }

    @Test func `fails when there is no answer in time`() async throws {
        let transfers = Transfers(.make())
        let limits = Transfer.Limits(total: .milliseconds(300), connect: .seconds(5))
        let isOver = Signal()
        try await withReceiver { _ in
            await isOver.wait()
            return .make(200)
        } _: { receiver in
            let url = try receiver.url()
            #expect(await transfers.post(to: url, limits: limits) == .failed(TransferFailure(.time)))
            isOver.happen()
        }
        await transfers.stop()
    }

    @Test func `is encrypted or fails`() async throws {
        let transfers = Transfers(.make())
        try await withReceiver(answer: answerByPath) { receiver in
            let url = try #require(WebURL("https://127.0.0.1:\(receiver.port)/"))
            #expect(await transfers.post(to: url) == .failed(TransferFailure(.encryption)))
        }
        await transfers.stop()
    }

    @Test func `fails alike where nobody listens and where the address is refused`() async throws {
        let receiver = try Receiver(answer: answerByPath)
        let url = try receiver.url()
        let refusing = Transfers(.make { _, _ in .refused })
        let refused = await refusing.post(to: url)
        await receiver.stop()
        let transfers = Transfers(.make())
        #expect(await transfers.post(to: url) == refused)
        #expect(refused == .failed(TransferFailure(.connection)))
        #expect(receiver.received.isEmpty)
        await refusing.stop()
        await transfers.stop()
    }

    @Test func `is refused when its host's name leads elsewhere by now`() async throws {
        let asked = Mutex(0)
        let judged = Mutex<[[UInt8]]>([])
        var configuration = Transfers.Configuration.make { address, _ in
            judged.withLock { $0.append(address) }
            return address == [127, 0, 0, 1] ? .open : .refused
        }
        configuration.addresses = { _ in
            asked.withLock { count in
                defer { count += 1 }
                return count == 0 ? ["127.0.0.1"] : ["127.0.0.2"]
            }
        }
        let transfers = Transfers(configuration)
        try await withReceiver(host: "0.0.0.0") { _ in
            var response = Response.make(200)
            response.closesConnection = true
            return response
        } _: { receiver in
            let url = try receiver.url(host: "hooks.example")
            let first = await transfers.post(to: url)
            #expect(first == .answered(TransferAnswer(status: 200, isPublic: true)))
            #expect(await transfers.post(to: url) == .failed(TransferFailure(.connection)))
            #expect(receiver.received.count == 1)
            #expect(judged.withLock { $0.contains([127, 0, 0, 2]) })
        }
        await transfers.stop()
    }

    @Test func `tells whether the address was public, on a connection that is used again too`() async throws {
        let transfers = Transfers(.make { _, url in url.text.hasSuffix("/in") ? .allowed : .open })
        try await withReceiver(answer: answerByPath) { receiver in
            for (path, isPublic) in [("/200/1/in", false), ("/200/1/out", true), ("/200/1/in", false)] {
                let outcome = await transfers.post(to: try receiver.url(path))
                guard case .answered(let answer) = outcome else {
                    Issue.record("\(outcome)")
                    continue
                }
                #expect(answer.isPublic == isPublic)
            }
            #expect(Set(receiver.received.map(\.peer.port)).count < 3, "no connection was used again")
        }
        await transfers.stop()
    }
}

@Suite struct `Several transfers` {
    @Test func `take turns when there are more than may be under way`() async throws {
        let transfers = Transfers(.make(maximum: 3))
        let counts = Mutex((now: 0, most: 0))
        try await withReceiver { _ in
            counts.withLock { counts in
                counts.now += 1
                counts.most = max(counts.most, counts.now)
            }
            for _ in 1...100 { await Task.yield() }
            counts.withLock { $0.now -= 1 }
            return .make(200)
        } _: { receiver in
            let url = try receiver.url()
            await withTaskGroup(of: TransferResult.Outcome.self) { group in
                for _ in 1...20 { group.addTask { await transfers.post(to: url) } }
                for await outcome in group { #expect(outcome == .answered(.init(status: 200, isPublic: true))) }
            }
            #expect((1...3).contains(counts.withLock { $0.most }))
        }
        await transfers.stop()
    }

    @Test func `end with their tasks`() async throws {
        let transfers = Transfers(.make(maximum: 1))
        let (isThere, isOver) = (Signal(), Signal())
        try await withReceiver { _ in
            isThere.happen()
            await isOver.wait()
            return .make(200)
        } _: { receiver in
            let url = try receiver.url()
            let tasks = (1...2).map { _ in Task { await transfers.post(to: url) } }
            await isThere.wait()
            for task in tasks { task.cancel() }
            for task in tasks { #expect(await task.value == .cancelled) }
            isOver.happen()
        }
        await transfers.stop()
    }

    @Test func `end at a stop, and none begins after it`() async throws {
        let transfers = Transfers(.make(maximum: 1))
        let (isThere, isOver) = (Signal(), Signal())
        try await withReceiver { _ in
            isThere.happen()
            await isOver.wait()
            return .make(200)
        } _: { receiver in
            let url = try receiver.url()
            let tasks = (1...5).map { _ in Task { await transfers.post(to: url) } }
            await isThere.wait()
            await transfers.stop()
            for task in tasks { #expect(await task.value == .cancelled) }
            #expect(await transfers.post(to: url) == .cancelled)
            isOver.happen()
        }
        await transfers.stop()
    }
}
