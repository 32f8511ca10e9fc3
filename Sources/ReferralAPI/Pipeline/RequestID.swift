import HTTP
import Referrals

/// The id of a request: the caller's, when it is well formed, or a new one.
enum RequestID {
    static func of(_ request: Request, _ environment: Environment) -> String {
        guard let given = request.fields["x-request-id"], isWellFormed(given) else {
            return make(environment)
        }
        return given
    }

    static func make(_ environment: Environment) -> String {
        let (high, low) = environment.random()
        return ID<Request>(high: high, low: low).description
    }

    /// 1 to 128 of `[A-Za-z0-9._-]`.
    private static func isWellFormed(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
