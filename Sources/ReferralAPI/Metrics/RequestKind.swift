import HTTP
import Referrals

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
