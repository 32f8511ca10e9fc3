// RFC 9112, section 9.5; RFC 9110, sections 15.5.9 and 15.6.4.

internal import Glibc
public import HTTP

/// Where a server listens, and how much and how long it puts up with.
public struct ServerConfiguration: Sendable {
    /// The name or address to listen on; an IPv6 address may stand in brackets. `unix:` and a path is a Unix-domain
    /// socket in the file system.
    public var host: String
    /// The port; 0 takes a free one. Unix-domain sockets have none.
    public var port: Int
    /// Event loops, each a thread of its own; at least 1. The default is one for each processor.
    public var loops: Int
    /// How much of a message is taken.
    public var limits = Limits()
    /// How long is waited for what.
    public var timeouts = Timeouts()
    /// Connections at a time; what comes beyond is answered with `overloaded` and closed.
    public var maxConnections = 20_000
    /// Connections at a time from one address (of IPv6 from one network of 64 bits), likewise; nil: as many as it
    /// likes.
    public var maxConnectionsPerAddress: Int?
    /// Bytes that all connections together may hold of requests that are incomplete or unanswered and of answers that
    /// their peers have not taken, the first 4 KiB of each connection not counted. A request beyond is answered with
    /// `overloaded`, an answer beyond is cut off.
    public var maxBuffered = 134_217_728

    /// A configuration with the defaults of the contract.
    public init(host: String = "127.0.0.1", port: Int = 0, loops: Int = ServerConfiguration.processors) {
        self.host = host
        self.port = port
        self.loops = loops
    }

    /// How many processors are online.
    public static var processors: Int { max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1) }
}

/// How long a connection may take for what, after which it ends.
public struct Timeouts: Sendable {
    /// From the first byte of a head, on a new connection from its acceptance, to the head's end: 408.
    public var head: Duration = .seconds(10)
    /// From the end of a head to the end of its body: 408. The rate is looked at six times meanwhile.
    public var body: Duration = .seconds(30)
    /// Between an answer and the next request's first byte: closed without a word.
    public var idle: Duration = .seconds(75)
    /// Without progress in sending to a peer that takes no bytes, or too few of them: reset.
    public var write: Duration = .seconds(30)
    /// Bytes a second below which a body comes, or an answer is taken, too slowly: on average, since the body began or
    /// the peer stopped taking all that it was sent. 0: any rate will do.
    public var minimumRate = 500
    /// For the peer to read the last answer and close: closed.
    public var linger: Duration = .seconds(2)
    /// For the first byte on a new connection while the server stops: closed.
    public var grace: Duration = .milliseconds(200)

    /// The defaults of the contract.
    public init() {}

    /// How often the arrival of a body is looked at, the last time when its time is up; and the taking of an answer,
    /// within the time in which there must be progress.
    static let looks = 6

    subscript(kind: Deadline.Kind) -> Duration {
        switch kind {
        case .idle: idle
        case .head: head
        case .body: body / Timeouts.looks
        case .write: write / Timeouts.looks
        case .linger: linger
        case .grace: grace
        }
    }
}
