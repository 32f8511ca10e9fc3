/// How a log line is written.
enum LogFormat: String, CaseIterable, Sendable {
    /// `2026-11-23T02:00:00.000Z info message key=value`, for people.
    case text
    /// One JSON object a line, for programs.
    case json
}
