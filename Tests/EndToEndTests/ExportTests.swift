import SQLite
import TestSupport
import Testing

@Suite(.blocking) struct `A CSV of thousands` {
    private static let rfis: Int64 = 1_200
    private static let recipients: Int64 = 10

    private func serviceWithThousands() throws -> Service {
        let first = try Service()
        let partners = try (1...Self.recipients).map { try first.provider("Partner \($0)").profileID }
        let summary = #"=1, \"quoted\" "# + String(repeating: "x", count: 450)
        let body = RFIText.make(to: partners, company: #"Contoso \"1\", Ltd"#, summary: summary)
        _ = try first.marketplace().post("/v1/rfis", body).expecting(201)
        try first.stop()
        try multiply(first.directory)
        return try Service(in: first.directory)
    }

    /// Adds RFIs like the first, which takes less time than to submit them.
    private func multiply(_ directory: TemporaryDirectory) throws {
        let connection = try Connection(path: directory.file("referrals.db"), mode: .readWriteCreate)
        try connection.execute(
            """
            BEGIN;
            CREATE TEMP TABLE rfi AS SELECT * FROM rfis;
            CREATE TEMP TABLE some AS SELECT * FROM engagements;
            """)
        for number in 2...Self.rfis {
            try connection.run(
                """
                UPDATE rfi SET row = ?1, id = randomblob(16), company = 'Contoso "' || ?1 || '", Ltd',
                    summary = '=' || ?1 || substr(summary, instr(summary, ','))
                """, [.integer(number)])
            try connection.run("INSERT INTO rfis SELECT * FROM rfi")
            try connection.run(
                "UPDATE some SET row = row + ?1, id = randomblob(16), rfi = ?2",
                [.integer(Self.recipients), .integer(number)])
            try connection.run("INSERT INTO engagements SELECT * FROM some")
        }
        try connection.execute("COMMIT")
    }

    @Test func `goes complete to slow readers, is held by nobody, and ends with its key`() throws {
        let service = try serviceWithThousands()
        let text = try readSlowly(service)
        try expectRows(text)
        try expectBounded(service, answer: text.utf8.count)
        try expectEndsWithKey(service)
    }

    /// A key that is revoked in the middle of the answer gets no more of it, and the answer does not look complete.
    private func expectEndsWithKey(_ service: Service) throws {
        let made = try service.client().post("/v1/keys", #"{"name":"For a while","role":"operator"}"#).expecting(201)
        let reader = try service.client(made.text("key"), receiveBuffer: 4_096)
        try reader.send("GET", "/v1/engagements", nil, ["Accept: text/csv"])
        #expect(try reader.head().status == 200)
        _ = try service.client().delete("/v1/keys/\(made.id())").expecting(204)
        #expect(throws: Failure.self) {
            while try reader.chunk() != nil {}
        }
    }

    /// Reads little at a time, with others being served in between.
    private func readSlowly(_ service: Service) throws -> String {
        let (other, slow) = (try service.client(), try service.client(receiveBuffer: 4_096))
        #expect(try slow.call("HEAD", "/v1/engagements", nil, ["Accept: text/csv"]).status == 200)
        try slow.send("GET", "/v1/engagements", nil, ["Accept: text/csv"])
        var answer = try slow.head()
        #expect(answer["Transfer-Encoding"] == "chunked")
        #expect(answer["Content-Type"]?.hasPrefix("text/csv") == true)
        while let chunk = try slow.chunk() {
            answer.body += chunk
            #expect(try other.get("/v1/engagements/summary").status == 200)
        }
        return answer.text
    }

    /// Readers that stop reading cost the service some rows each, not an answer.
    private func expectBounded(_ service: Service, answer size: Int) throws {
        let before = try service.child.residentMemory()
        let stalled = try (1...8).map { _ in try service.client(receiveBuffer: 4_096) }
        for client in stalled { try client.send("GET", "/v1/engagements", nil, ["Accept: text/csv"]) }
        for client in stalled { #expect(try client.head().status == 200) }
        let grown = try service.child.residentMemory() - before
        #expect(grown < size / 1_024 * stalled.count / 2, "\(grown) KiB")
    }

    private func expectRows(_ text: String) throws {
        let rows = try #require(CSV.rows(text))
        #expect(rows.count == Int(Self.rfis * Self.recipients) + 1)
        #expect(rows[0].first == "id" && rows[0].count == 19)
        #expect(rows.allSatisfy { $0.count == 19 })
        #expect(Set(rows.map { $0[0] }).count == rows.count)
        #expect(Set(rows.dropFirst().map { $0[5] }).count == Int(Self.rfis))
        #expect(rows.dropFirst().allSatisfy { $0[10].hasPrefix("'=") && $0[10].contains(#", "quoted" x"#) })
        #expect(rows.dropFirst().allSatisfy { $0[9] == "+14035698759" })
    }
}

/// RFC 4180.
private enum CSV {
    /// The cells of each row; nil when the text is no CSV with CRLF behind every row.
    static func rows(_ text: String) -> [[String]]? {
        var (rows, row, cell): ([[String]], [String], [UInt8]) = ([], [], [])
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            if rest.first == UInt8(ascii: "\"") {
                guard quoted(&rest, into: &cell) else { return nil }
            } else {
                let end = rest.firstIndex { $0 == UInt8(ascii: ",") || $0 == 0x0D } ?? rest.endIndex
                cell += rest[..<end]
                rest = rest[end...]
            }
            row.append(String(decoding: cell, as: UTF8.self))
            cell = []
            if rest.starts(with: [0x0D, 0x0A]) {
                rows.append(row)
                row = []
                rest = rest.dropFirst(2)
            } else {
                guard rest.popFirst() == UInt8(ascii: ",") else { return nil }
            }
        }
        return row.isEmpty ? rows : nil
    }

    private static func quoted(_ rest: inout ArraySlice<UInt8>, into cell: inout [UInt8]) -> Bool {
        let quote = UInt8(ascii: "\"")
        rest = rest.dropFirst()
        while let byte = rest.popFirst() {
            if byte != quote {
                cell.append(byte)
            } else if rest.first == quote {
                cell.append(quote)
                rest = rest.dropFirst()
            } else {
                return true
            }
        }
        return false
    }
}
