import JSON
import Referrals

/// Keys and callers as JSON.
enum KeyBody {
    static func write(_ key: APIKey, to json: inout JSONWriter) {
        json.object { json in members(key, &json) }
    }

    private static func members(_ key: APIKey, _ json: inout JSONWriter) {
        json.member("id", key.id)
        json.member("name", key.name)
        json.member("role", key.role.kind.rawValue)
        json.member("partnerId", key.role.partnerID)
        json.member("marketplaceId", key.role.marketplaceID?.description)
        json.member("createdAt", key.createdAt)
        json.member("expiresAt", key.expiresAt)
    }

    static func bytes(_ key: APIKey) -> [UInt8] {
        JSONWriter.bytes { members(key, &$0) }
    }

    /// The key with its secret, as the 201 shows it once.
    static func created(_ key: APIKey, secret: String) -> [UInt8] {
        JSONWriter.bytes { json in
            members(key, &json)
            json.member("key", secret)
        }
    }

    /// What a replay of the 201 shows.
    static func replayed(_ key: APIKey) -> [UInt8] {
        JSONWriter.bytes { json in
            members(key, &json)
            json.null("key")
            json.member("secretShownOnce", true)
        }
    }

    static func caller(_ caller: Caller) -> [UInt8] {
        JSONWriter.bytes { json in
            json.member("keyId", caller.keyID)
            json.member("role", caller.role.kind.rawValue)
            json.member("partnerId", caller.role.partnerID)
            json.member("marketplaceId", caller.role.marketplaceID?.description)
            json.member("name", caller.name)
        }
    }
}

/// Partners as JSON.
enum PartnerBody {
    static func write(_ partner: Partner, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", partner.id)
            json.member("name", partner.name)
            json.member("email", partner.email?.text)
            json.member("website", partner.website?.text)
            json.member("status", partner.status.rawValue)
            json.member("version", partner.version)
            json.member("createdAt", partner.createdAt)
            json.member("updatedAt", partner.updatedAt)
        }
    }

    static func bytes(_ partner: Partner) -> [UInt8] {
        var json = JSONWriter()
        write(partner, to: &json)
        return json.bytes
    }
}
