import Referrals

/// What is known of a request while it is answered, for whoever counts or tells it afterwards.
struct RequestRecord: Sendable {
    /// Its id, maybe the client's own.
    let id: String
    /// The address of the client.
    let address: String
    /// When its answer was begun, in nanoseconds of a clock that nobody sets.
    let began: Int64
    /// The number of its route, once one is found.
    var route: Int?
    /// Who sent it, once that is known.
    var caller: Caller?
}
