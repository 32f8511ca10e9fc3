import JSON
import Referrals

// The service's values as JSON, appended without going through text where a value can write its bytes itself.
extension JSONWriter {
    mutating func member<Value: ASCIIText>(_ name: String, _ value: Value?) {
        guard let value else { return null(name) }
        quoted(name, upTo: Value.textCapacity) { output in value.write(to: &output) }
    }

    mutating func member(_ name: String, _ money: Money?) {
        guard let money else { return null(name) }
        object(name) { json in
            json.member("amount", money.decimal)
            json.member("currency", money.currency.code)
        }
    }

    mutating func sum(_ sum: MoneySum) {
        object { json in
            json.member("amount", sum.decimal)
            json.member("currency", sum.currency.code)
        }
    }

    mutating func member(_ name: String, _ tags: [Tag]) {
        array(name) { json in
            for tag in tags { json.string(tag.text) }
        }
    }

    mutating func member(_ name: String, _ address: Address) {
        object(name) { json in
            json.member("addressLine1", address.addressLine1)
            json.member("addressLine2", address.addressLine2)
            json.member("city", address.city)
            json.member("state", address.state)
            json.member("postalCode", address.postalCode)
            json.member("country", address.country.code)
        }
    }

    /// Writes `actor` and `requestId`, as far as the reader may know.
    mutating func cause(_ actor: Actor, _ requestID: String?, for reader: Scope) {
        let isKnown = actor.isKnown(to: reader)
        object("actor") { json in
            json.member("keyId", isKnown ? actor.keyID : nil)
            json.member("role", actor.role)
            json.member("name", isKnown ? actor.name : nil)
        }
        member("requestId", isKnown ? requestID : nil)
    }

    /// The bytes of one object.
    static func bytes(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.object(body)
        return json.bytes
    }
}
