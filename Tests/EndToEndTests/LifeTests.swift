import Glibc
import JSON
import TestSupport
import Testing

@Suite(.blocking) struct `The service starts and` {
    @Test func `says where it listens, in one line`() throws {
        let service = try Service()
        try service.stop()
        #expect(service.child.standardOutput.isEmpty)
    }

    @Test func `makes the first operator key`() throws {
        let directory = try TemporaryDirectory()
        let service = try Service(in: directory, ["OPERATOR_KEY": ""])
        let path = directory.file("operator.key")
        let key = try contents(of: path).filter { !$0.isNewline }
        #expect(service.child.standardError.contains(path))
        #expect(!service.child.standardError.contains(key))
        #expect(try service.client(key).get("/v1/me").expecting(200).text("role") == "operator")
        try service.stop()
        let again = try Service(in: directory, ["OPERATOR_KEY": ""])
        #expect(try contents(of: path).hasPrefix(key))
        #expect(try again.client(key).get("/v1/me").status == 200)
    }

    @Test func `registers a key that a start cut short has left in the file`() throws {
        let directory = try TemporaryDirectory()
        let key = "rk_" + String(repeating: "Abcd123-_xYz", count: 4).prefix(42) + "A"
        try write("\(key)\n", to: directory.file("operator.key"))
        let service = try Service(in: directory, ["OPERATOR_KEY": ""])
        #expect(try service.client(key).get("/v1/me").expecting(200).text("name") == "first operator")
    }

    @Test func `does not start beside a file that holds something else`() throws {
        let directory = try TemporaryDirectory()
        try write("notes\n", to: directory.file("operator.key"))
        let (exit, _, errors) = try Service.run(["serve"], in: directory, ["OPERATOR_KEY": ""])
        #expect(exit == .code(1))
        #expect(errors.contains("operator.key holds no key"))
    }

    @Test func `keeps its files to itself`() throws {
        let service = try Service(["OPERATOR_KEY": ""])
        let names = ["referrals.db", "referrals.db-wal", "referrals.db-shm", "referrals.db.lock", "operator.key"]
        for name in names {
            var information = stat()
            try #require(unsafe stat(service.directory.file(name), &information) == 0, "\(name)")
            #expect(information.st_mode & 0o777 == 0o600, "\(name)")
        }
    }

    @Test func `refuses a database that another serves`() throws {
        let service = try Service()
        let (exit, output, errors) = try Service.run(["serve"], in: service.directory)
        #expect(exit == .code(1))
        #expect(output.isEmpty)
        #expect(errors.contains("Another service has the database") && errors.contains("referrals.db"))
        #expect(try service.client(nil).get("/livez").status == 200)
    }

    @Test func `refuses a port that another listens on`() throws {
        let service = try Service()
        let (exit, output, errors) = try Service.run(
            ["serve"], in: TemporaryDirectory(), ["PORT": "\(service.port)", "OPERATOR_KEY": Service.operatorKey])
        #expect(exit == .code(1))
        #expect(output.isEmpty)
        #expect(errors.contains("\(service.port)") && errors.contains("in use"))
    }
}

@Suite(.blocking) struct `Told to stop, the service` {
    /// A service with answers so large that no socket holds one.
    private func serviceWithMuch() throws -> Service {
        let service = try Service()
        let partners = try (1...10).map { try service.provider("Partner \($0)").profileID }
        let customer = try service.marketplace()
        let body = RFIText.make(to: partners, details: String(repeating: "x", count: 10_000))
        for _ in 1...20 { _ = try customer.post("/v1/rfis", body).expecting(201) }
        return service
    }

    private func signal(_ service: Service, _ idle: Client) throws {
        service.child.send(SIGTERM)
        #expect(try idle.isAtEnd(), "an idle connection ends at once")
    }

    private func idleClient(_ service: Service) throws -> Client {
        let client = try service.client(nil)
        _ = try client.get("/livez").expecting(200)
        return client
    }

    private func expectEmptyLog(_ service: Service) {
        var information = stat()
        let code = unsafe stat(service.directory.file("referrals.db-wal"), &information)
        #expect(code != 0 || information.st_size == 0)
    }

    @Test(arguments: [SIGTERM, SIGINT]) func `ends well`(_ signal: Int32) throws {
        let service = try Service()
        _ = try service.provider("Litware")
        service.child.send(signal)
        #expect(try service.child.wait() == .code(0))
        expectEmptyLog(service)
    }

    @Test func `finishes the answer that it sends`() throws {
        let service = try serviceWithMuch()
        let (idle, reader) = (try idleClient(service), try service.client(receiveBuffer: 4_096))
        try reader.send("GET", "/v1/engagements?limit=200")
        var answer = try reader.head()
        try signal(service, idle)
        answer.body = try reader.body(of: answer)
        #expect(answer.json["data"]?.elements.count == 200)
        #expect(try reader.isAtEnd())
        #expect(try service.child.wait() == .code(0))
        expectEmptyLog(service)
    }

    @Test func `takes the rest of a request that it has begun to read`() throws {
        let service = try Service()
        let (idle, client) = (try idleClient(service), try service.client())
        let body = #"{"name":"Litware"}"#
        let request = client.request("POST", "/v1/partners", body, ["Expect: 100-continue"])
        try client.send(text: String(request.dropLast(body.count)))
        #expect(try client.head().status == 100)
        try signal(service, idle)
        try client.send(text: body)
        let answer = try client.answer()
        #expect(answer.status == 201)
        #expect(answer["Connection"] == "close")
        #expect(try service.child.wait() == .code(0))
        #expect(try service.ledger().texts("SELECT name FROM partners") == ["Litware"])
    }

    @Test func `says on a connection that it still serves that it is not ready`() throws {
        let service = try Service()
        let (idle, client) = (try idleClient(service), try service.client(nil))
        try client.send(text: "GET /readyz HTTP/1.1\r\nHost: a\r\n")
        try signal(service, idle)
        try client.send(text: "\r\n")
        let answer = try client.answer()
        #expect(answer.status == 503 && answer["Retry-After"] != nil && answer["Connection"] == "close")
        #expect(try service.child.wait() == .code(0))
    }

    @Test func `ends at once when told twice`() throws {
        let service = try serviceWithMuch()
        let (idle, reader) = (try idleClient(service), try service.client(receiveBuffer: 4_096))
        try reader.send("GET", "/v1/engagements?limit=200")
        _ = try reader.head()
        try signal(service, idle)
        service.child.send(SIGTERM)
        #expect(try service.child.wait(within: .seconds(8)) == .code(1))
    }
}
