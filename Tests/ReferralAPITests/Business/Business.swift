// What the tests of the business routes share.

import JSON
import Referrals
import SQLite
import TestSupport
import Testing

/// Every state that an engagement can be in, an archived one by its outcome.
enum StateName: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case new, active, won, lost, declined, expired, withdrawn

    var testDescription: String { rawValue }

    /// `status` as it is shown.
    var status: String { self == .new || self == .active ? rawValue : "archived" }

    /// `outcome` as it is shown.
    var outcome: JSON { status == "archived" ? .string(rawValue) : .null }

    /// `allowedActions` as the contract has them.
    var allowedActions: JSON {
        let names =
            switch self {
            case .new: ["accept", "decline", "addContact", "addNote"]
            case .active: ["edit", "win", "lose", "addContact", "addNote"]
            case .won, .lost, .declined, .expired, .withdrawn: ["addNote"]
            }
        return .array(names.map(JSON.string))
    }

    /// `allowedActions` of a 409: what the lifecycle leaves open, which of an archived engagement is nothing.
    var remainingActions: JSON { status == "archived" ? .array([]) : allowedActions }
}

extension Referral {
    /// `/v1/engagements/{id}`.
    var path: String { "/v1/engagements/\(engagement)" }
}

extension Body {
    /// What accepts an engagement under a name; `more` are further members with a comma in front.
    static func terms(_ name: String = "A", more: String = "") -> String {
        """
        {"name":"\(name)","estimatedValue":{"amount":5,"currency":"EUR"},"purchaseTimeframe":"later"\(more)}
        """
    }
}

extension Service {
    /// Sends a request to the engagement, or below it, with its partner's key.
    @discardableResult
    func post(
        _ referral: Referral, _ action: String, _ body: String? = nil, headers: [(String, String)] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Answer {
        try await post(
            "\(referral.path)/\(action)", referral.partner.key, body, headers: headers,
            sourceLocation: sourceLocation)
    }

    /// The engagement as its partner sees it.
    func read(_ referral: Referral, sourceLocation: SourceLocation = #_sourceLocation) async throws -> Answer {
        try await get(referral.path, referral.partner.key, sourceLocation: sourceLocation).expect(
            200, sourceLocation: sourceLocation)
    }

    /// Brings a new engagement into a state.
    func bring(_ referral: Referral, to state: StateName) async throws {
        switch state {
        case .new: break
        case .active: try await accept(referral)
        case .won, .lost:
            try await accept(referral)
            try await post(referral, state == .won ? "win" : "lose", state == .won ? nil : Body.decline).expect(200)
        case .declined: try await post(referral, "decline", Body.decline).expect(200)
        case .expired: clock.advance(by: .days(14))
        case .withdrawn: try await post("/v1/rfis/\(referral.rfi)/withdraw", referral.marketplace).expect(200)
        }
    }

    /// Changes the database from outside, as another process does.
    func write(_ sql: String) throws {
        try Connection(path: directory.file("referrals.db"), mode: .readWriteCreate).execute(sql)
    }

    /// The texts of one column of the database.
    func texts(_ sql: String) throws -> [String] {
        try Connection(path: directory.file("referrals.db"), mode: .readOnly).all(SQL(sql)) { $0.text(0) }
    }

    /// All rows of a list, page by page.
    func rows(
        _ target: String, _ key: String? = Service.operatorKey, limit: Int = 200,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [JSON] {
        let base = target + (target.contains("?") ? "&" : "?") + "limit=\(limit)"
        var (rows, next): ([JSON], String?) = ([], base)
        while let target = next {
            let page = try await get(target, key, sourceLocation: sourceLocation)
                .expect(200, sourceLocation: sourceLocation)
            #expect(page.rows.count <= limit, sourceLocation: sourceLocation)
            rows += page.rows
            next = page["nextCursor"]?.string.map { "\(base)&cursor=\($0)" }
        }
        return rows
    }
}

extension String {
    /// As a component of a query (RFC 3986, section 2.1).
    var percentEncoded: String {
        utf8.reduce(into: "") { text, byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
            text += isPlain ? String(scalar) : (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }
    }
}

extension JSON {
    /// An amount of money as it is shown.
    static func money(_ amount: String, _ currency: String) -> JSON {
        .object([
            JSONMember(name: "amount", value: .string(amount)),
            JSONMember(name: "currency", value: .string(currency)),
        ])
    }

    static func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
}
