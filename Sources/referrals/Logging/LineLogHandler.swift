import Logging
import Referrals

/// Hands each record of the log to `write` as one line.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    private let format: LogFormat
    private let now: @Sendable () -> Timestamp
    private let write: @Sendable ([UInt8]) -> Void

    /// Makes a handler that takes its times from `now` and hands whole lines to `write`, from any thread.
    init(
        level: Logger.Level, format: LogFormat, now: @escaping @Sendable () -> Timestamp,
        write: @escaping @Sendable ([UInt8]) -> Void
    ) {
        logLevel = level
        self.format = format
        self.now = now
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = LogLine(
            time: now(), level: event.level, message: event.message.description,
            metadata: merged(event).sorted { $0.key < $1.key })
        write(line.bytes(in: format))
    }

    /// What is known of a record: of two values with one key, the nearer one to the event.
    private func merged(_ event: LogEvent) -> Logger.Metadata {
        var all = metadata
        if let provider = metadataProvider { all.merge(provider.get()) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        return all
    }
}
