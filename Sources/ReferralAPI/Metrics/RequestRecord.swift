import HTTP
import Referrals

/// What is known of a request while it is answered, for whoever counts it afterwards.
struct RequestRecord: Sendable {
    /// When its answer was begun, in nanoseconds of a clock that nobody sets.
    let began: Int64
    /// The number of its route, once one is found.
    var route: Int?
}

/// What requests are for, as far as that decides how long they may take.
enum RequestKind: String, CaseIterable {
    /// Health, documents, and whatever leads to no route.
    case service
    /// Gives what is asked for.
    case read
    /// Changes something: waits for the disk.
    case write
    /// Waits for events, or is told of them for as long as the peer stays.
    case follow

    init(_ route: Route) {
        switch route.access {
        case .open: self = .service
        case .roles where route.method != .get: self = .write
        case .roles: self = route.pattern == "/v1/events" ? .follow : .read
        }
    }
}
