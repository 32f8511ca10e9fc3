// What most tests begin with: partners whose providers can be found, and customers who write to them.

import JSON
import Referrals

/// A partner with an active profile, and its connection.
struct Provider {
    let partnerID: String
    let profileID: String
    let key: String
    let client: Client

    /// The ids of the partner's engagements, newest first.
    func engagements(_ query: String = "") throws -> [String] {
        let list = try client.get("/v1/engagements?limit=200" + query).expecting(200)
        return list.json["data"]?.elements.compactMap { $0["id"]?.text } ?? []
    }

    /// The id of the newest engagement.
    func newest() throws -> String {
        guard let id = try engagements().first else { throw Failure("no engagement") }
        return id
    }
}

extension Service {
    /// Makes a key; `member` tells whose it is.
    func makeKey(_ role: String, _ member: String = "") throws -> String {
        let body = #"{"name":"\#(role) key","role":"\#(role)"\#(member)}"#
        guard let key = try client().post("/v1/keys", body).expecting(201).text("key") else { throw Failure("no key") }
        return key
    }

    /// Connects as a marketplace.
    func marketplace(_ id: String = "shop") throws -> Client {
        try client(makeKey("marketplace", #","marketplaceId":"\#(id)""#))
    }

    /// Makes a partner with a key and an active profile.
    func provider(_ name: String) throws -> Provider {
        let partner = try client().post("/v1/partners", #"{"name":"\#(name)"}"#).expecting(201).id()
        let key = try makeKey("partner", #","partnerId":"\#(partner)""#)
        let client = try client(key)
        let body = #"{"country":"US","displayName":"\#(name)","services":["Migration"]}"#
        let profile = try client.post("/v1/profiles", body).expecting(201).id()
        let location = """
            {"name":"Office","address":{"city":"Boston","country":"US"},
             "contact":{"name":"Sue Smith","email":"sue.smith@contoso.com"}}
            """
        _ = try client.post("/v1/profiles/\(profile)/locations", location).expecting(201)
        _ = try client.post("/v1/profiles/\(profile)/activate").expecting(200)
        return Provider(partnerID: partner, profileID: profile, key: key, client: client)
    }
}

/// The body of an RFI.
enum RFIText {
    /// A short one.
    static func make(
        to profiles: [String], company: String = "Contoso", summary: String = "A new shop", details: String = "None",
        directContact: Bool = false
    ) -> String {
        """
        {"customer":{"company":"\(company)","size":"10-50","address":{"city":"Redmond","country":"US"},
          "contact":{"name":"Joe Hansen","email":"joe.hansen@contoso.com","phone":"+14035698759"}},
         "need":{"summary":"\(summary)","details":"\(details)"},"consent":{"contact":true},
         "directContact":\(directContact),"recipients":[\(recipients(profiles))],"allowDuplicate":true}
        """
    }

    /// One of the samples, sent to providers.
    static func sample(_ name: String, to profiles: [String]) throws -> String {
        let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        let text = try contents(of: "/\(folder)/Samples/\(name).json")
        return #"{"allowDuplicate":true,"recipients":[\#(recipients(profiles))],"# + text.drop { $0 != "{" }.dropFirst()
    }

    private static func recipients(_ profiles: [String]) -> String {
        profiles.map { #"{"profileId":"\#($0)"}"# }.joined(separator: ",")
    }
}

/// The bodies of accepting.
enum AcceptText {
    static func make(_ name: String = "A deal", amount: String = "50000", currency: String = "USD") -> String {
        """
        {"name":"\(name)","estimatedValue":{"amount":"\(amount)","currency":"\(currency)"},
         "purchaseTimeframe":"within3Months"}
        """
    }
}

extension JSON {
    /// Milliseconds since 1970 of a member that is a time.
    func instant(_ name: String) throws -> Int64 {
        guard let instant = self[name]?.text.flatMap({ Timestamp($0) }) else { throw Failure("no time in \(name)") }
        return instant.milliseconds
    }
}
