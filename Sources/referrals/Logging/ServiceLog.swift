import HTTPServer
import Logging
import ReferralAPI
import Referrals

/// The log of the service: lines from anywhere, and one a request. A thread of its own writes them, so that nobody
/// waits for who reads them.
struct ServiceLog: Sendable {
    /// For everything but requests.
    let logger: Logger
    /// For requests.
    let requests: RequestLog
    private let writer: LineWriter

    /// Starts the thread. Throws when the system has none left.
    init(_ configuration: Configuration, now: @escaping @Sendable () -> Timestamp) throws {
        let (level, format) = (configuration.logLevel, configuration.logFormat)
        let writer = try LineWriter { dropped in
            let count: [(key: String, value: Logger.MetadataValue)] = [("lines", .stringConvertible(dropped))]
            return LogLine(time: now(), level: .warning, message: "log lines were dropped", metadata: count)
                .bytes(in: format)
        }
        self.writer = writer
        logger = Logger(label: "referrals") { _ in
            LineLogHandler(level: level, format: format, now: now, write: writer.write)
        }
        requests = RequestLog(tellsRequests: level <= .info, tellsProbes: level <= .debug) { request in
            writer.write(RequestLine.bytes(of: request, at: now(), in: format))
        }
    }

    /// How many lines were dropped because nobody read them in time.
    var dropped: Int { writer.dropped }

    /// Writes what waits; gives up after a second when nobody reads.
    func end() async { await writer.end(within: .seconds(1)) }
}
