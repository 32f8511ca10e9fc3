import Logging
import Referrals
import Synchronization
import Testing

@testable import referrals

/// Keeps the writes of a log.
private final class Sink: Sendable {
    private let kept = Mutex<[String]>([])
    var writes: [String] { kept.withLock { $0 } }

    func logger(_ format: LogFormat, level: Logger.Level = .trace) -> Logger {
        Logger(label: "test") { _ in
            LineLogHandler(
                level: level, format: format, now: { Timestamp(milliseconds: 1_795_399_200_000) },
                write: { bytes in self.kept.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) } })
        }
    }
}

private struct Broken: Error, CustomStringConvertible { let description = "the disk is full" }

@Suite struct `A log line` {
    @Test func `in text is time, level, message and what is known`() {
        let sink = Sink()
        sink.logger(.text).info("listening", metadata: ["port": "\(8080)", "address": "127.0.0.1"])
        #expect(sink.writes == ["2026-11-23T02:00:00.000Z info listening address=127.0.0.1 port=8080\n"])
    }

    @Test func `in JSON is one object`() {
        let sink = Sink()
        sink.logger(.json).warning(
            "slow",
            metadata: ["ms": .stringConvertible(31), "ok": .stringConvertible(true), "path": "/v1/me"])
        #expect(
            sink.writes == [
                #"{"time":"2026-11-23T02:00:00.000Z","level":"warning","message":"slow","ms":31,"ok":true,"#
                    + #""path":"/v1/me"}"# + "\n"
            ])
    }

    @Test(arguments: [
        ("two words", #""two words""#), ("", #""""#), (#"say "hi""#, #""say \"hi\"""#), (#"a\b"#, #""a\\b""#),
        ("a=b", #""a=b""#), ("a\nerror forged", #""a\nerror forged""#), ("\r\t", #""\r\t""#),
        ("\u{1B}[31m", #""\u001b[31m""#), ("\u{9B}0m", #""\u009b0m""#), ("\0", #""\u0000""#),
        ("\u{7F}", #""\u007f""#),
        ("a\u{2028}b", #""a\u2028b""#), ("\u{202E}txt", #""\u202etxt""#), ("é😀", #""é😀""#),
        ("/v1/x?y", "/v1/x?"),
    ])
    func `quotes what is not one plain word`(value: String, shown: String) {
        let sink = Sink()
        sink.logger(.text).info("m", metadata: ["k": .string(value)])
        #expect(sink.writes == ["2026-11-23T02:00:00.000Z info m k=\(shown)\n"])
    }

    @Test(arguments: LogFormat.allCases)
    func `can't be forged with a message, a name or a value`(format: LogFormat) {
        let sink = Sink()
        let forged: String = "a\n2026-11-23T02:00:00.000Z info b\r\n\u{85}\u{2029}"
        sink.logger(format).info(
            "\(forged)",
            metadata: [forged: .array([.string(forged), .dictionary([forged: .string(forged)])])])
        #expect(sink.writes.count == 1)
        #expect(sink.writes.first?.filter(\.isNewline) == "\n")
    }

    @Test func `in JSON has no name twice`() {
        let sink = Sink()
        sink.logger(.json).info("m", metadata: ["message": "other", "level": "x"])
        #expect(
            sink.writes == [
                #"{"time":"2026-11-23T02:00:00.000Z","level":"info","message":"m","#
                    + #""level_":"x","message_":"other"}"# + "\n"
            ])
    }

    @Test func `shows lists and objects as JSON`() {
        let metadata: Logger.Metadata = ["all": ["a b", ["x": "\(1)", "c": .stringConvertible(2)]]]
        let sink = Sink()
        sink.logger(.text).info("m", metadata: metadata)
        #expect(sink.writes == [#"2026-11-23T02:00:00.000Z info m all=["a b",{"c":2,"x":"1"}]"# + "\n"])
    }

    @Test func `shows the error, and the nearest value of a name`() {
        let sink = Sink()
        var logger = sink.logger(.text)
        logger[metadataKey: "part"] = "far"
        logger[metadataKey: "loop"] = "1"
        logger.error("failed", error: Broken(), metadata: ["part": "near"])
        #expect(
            sink.writes == [
                #"2026-11-23T02:00:00.000Z error failed error="the disk is full" loop=1 part=near"# + "\n"
            ])
    }

    @Test func `is not written below the level`() {
        let sink = Sink()
        let logger = sink.logger(.text, level: .warning)
        logger.info("quiet")
        logger.warning("heard")
        #expect(sink.writes == ["2026-11-23T02:00:00.000Z warning heard\n"])
    }
}
