// A CRM's copy of a partner's engagements, kept as docs/sync.md says: a snapshot, then the feed.

import JSON

/// The copy, and the place in the feed that it has reached.
struct Mirror {
    private(set) var after: Int64
    private(set) var engagements: [String: JSON] = [:]

    /// Takes a snapshot: the place first, so that nothing between the two is missed.
    init(_ client: Client) throws {
        after = try Self.last(client.get("/v1/events?after=latest").expecting(200))
        engagements = try Self.everything(client)
    }

    /// All engagements as the service shows them.
    static func everything(_ client: Client) throws -> [String: JSON] {
        var all: [String: JSON] = [:]
        var query = "?limit=7"
        while true {
            let page = try client.get("/v1/engagements" + query).expecting(200).json
            for engagement in page["data"]?.elements ?? [] {
                guard let id = engagement["id"]?.text else { throw Failure("no id in \(engagement)") }
                all[id] = engagement
            }
            guard let cursor = page["nextCursor"]?.text else { return all }
            query = "?limit=7&cursor=\(cursor)"
        }
    }

    /// Applies a page of what happened since; says whether the place moved.
    mutating func follow(_ client: Client, limit: Int, types: String?) throws -> Bool {
        let filter = types.map { "&types=\($0)" } ?? ""
        let page = try client.get("/v1/events?after=\(after)&limit=\(limit)\(filter)").expecting(200)
        for event in page.json["data"]?.elements ?? [] { try apply(event, client) }
        let last = try Self.last(page)
        defer { after = last }
        return last > after
    }

    private mutating func apply(_ event: JSON, _ client: Client) throws {
        guard let seq = event["seq"]?.integer, seq > after else { throw Failure("no seq after \(after): \(event)") }
        if let engagement = event["data"]?["engagement"], let id = engagement["id"]?.text {
            engagements[id] = engagement
        } else if let id = event["data"]?["engagementId"]?.text {
            engagements[id] = try client.get("/v1/engagements/\(id)").expecting(200).json
        }
    }

    private static func last(_ answer: Answer) throws -> Int64 {
        guard let last = answer.json["lastSeq"]?.integer else { throw Failure("no lastSeq: \(answer.text)") }
        return last
    }
}
