import Testing
import TestSupport

@Suite struct `Metrics over HTTP` {
    private static let key = "metrics-of-the-end-to-end-tests-1"

    @Test func `are well-formed text, each with its help and its kind`() throws {
        let service = try Service()
        let partner = try service.provider("Litware")
        _ = try service.marketplace().post("/v1/rfis", RFIText.make(to: [partner.profileID])).expecting(201)
        let answer = try service.client(nil).get("/metrics").expecting(200)
        #expect(answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        var kinds: [Substring: Substring] = [:]
        for line in answer.text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3)
            if line.hasPrefix("# TYPE ") {
                #expect(kinds.updateValue(words[3], forKey: words[2]) == nil, "twice: \(line)")
            } else if !line.hasPrefix("# HELP ") {
                let series = try #require(line.wholeMatch(of: /([a-z_]+)(\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})? \S+/))
                let name = series.1.replacing(/_(bucket|sum|count)$/, with: "")
                #expect(kinds[name[...]] != nil || kinds[series.1] != nil, "no kind: \(line)")
            }
        }
        #expect(kinds["referrals_http_requests_total"] == "counter" && kinds["process_cpu_seconds_total"] == "counter")
        let text = answer.text
        #expect(text.contains("\nreferrals_database_readable 1\n") && text.contains("\nreferrals_http_connections "))
        #expect(!text.contains(partner.partnerID) && !text.contains(partner.profileID))
        #expect(try #require(value("referrals_events_total", in: text)) > 0)
        #expect(try #require(value("referrals_http_received_bytes_total", in: text)) > 0)
        #expect(try #require(value("process_open_fds", in: text)) > 3)
        try service.stop()
    }

    @Test func `want a key where others than this machine may come, which a file may hold`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("metrics.key")
        try write(Self.key + "\n", to: path)
        let child = try Service.start(
            ["serve"], in: directory,
            ["HOST": "0.0.0.0", "OPERATOR_KEY": Service.operatorKey, "METRICS_KEY_FILE": path])
        let port = try #require(Int(try child.line().split(separator: ":").last ?? ""))
        func status(_ key: String?) throws -> Int {
            try Client(port: port, of: child, key: key, receiveBuffer: nil).get("/metrics").status
        }
        #expect(try [nil, Self.key + "0", Self.key, Service.operatorKey].map(status) == [401, 401, 200, 200])
    }

    private func value(_ series: String, in text: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.dropFirst(series.count + 1)) }
    }
}
