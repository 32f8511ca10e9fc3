import Delivery
import Logging
import ReferralAPI
import Referrals
import Testing

@testable import referrals

/// Loads a configuration from what a test gives.
private func load(
    flags: [String: String] = [:], _ environment: [String: String] = [:], files: [String: String] = [:]
) throws(ConfigurationError) -> (configuration: Configuration, warnings: [String]) {
    let sources = SettingSources(flags: flags, environment: environment) { path in
        guard let content = files[path] else { throw NoSuchFile() }
        return Array(content.utf8)
    }
    return try ConfigurationLoader(sources: sources).load()
}

private struct NoSuchFile: Error, CustomStringConvertible { let description = "no such file" }

private let key = String(repeating: "k", count: 32)

@Suite struct `A configuration` {
    @Test func `has the defaults when nothing is set`() throws {
        let (configuration, warnings) = try load()
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 8080)
        #expect(configuration.responseWindow == .days(14))
        #expect(Policy(configuration) == Policy())
        #expect(configuration.rateLimit == RateLimit("1200/1m"))
        #expect(configuration.operatorKey == nil)
        #expect(configuration.publicURL == nil)
        #expect(configuration.corsOrigins.isEmpty && configuration.trustedProxies.isEmpty)
        #expect(configuration.maximumConnectionsPerAddress == nil)
        #expect(configuration.logLevel == .info)
        #expect(configuration.logFormat == .text)
        #expect(warnings.isEmpty)
    }

    @Test func `of mail needs a sender with a server, and shows no password`() throws {
        let server = "smtp://user:secret-word@mail.example.com"
        #expect(throws: ConfigurationError.self) { try load(["REFERRALS_SMTP_URL": server]) }
        let configuration = try load([
            "REFERRALS_SMTP_URL": server, "REFERRALS_MAIL_FROM": "Market <m@example.com>",
            "REFERRALS_MAIL_DIGEST": "3/30m",
        ]).configuration
        #expect(configuration.mailServer?.password == "secret-word")
        #expect(configuration.mailSender?.name == "Market")
        #expect((configuration.mailDigest.count, configuration.mailDigest.window) == (3, .minutes(30)))
        var dumped = "\(configuration)"
        dump(configuration, to: &dumped)
        #expect(!dumped.contains("secret-word"))
    }

    @Test func `keeps events for as long as deliveries may take`() throws {
        let short = ["REFERRALS_EVENT_RETENTION": "80h"]
        #expect(throws: ConfigurationError.self) { try load(short) }
        let schedule = ["REFERRALS_RETRY_SCHEDULE": "1h,2h"]
        #expect(try load(short.merging(schedule) { $1 }).configuration.eventRetention == .hours(80))
        let exact = schedule.merging(["REFERRALS_EVENT_RETENTION": "216m"]) { $1 }
        #expect(try load(exact).configuration.eventRetention == .minutes(216))
    }

    @Test func `takes every kind of value from the environment`() throws {
        let configuration = try load([
            "REFERRALS_HOST": "::1", "REFERRALS_PORT": "0", "REFERRALS_DATABASE": "/data/r.db",
            "REFERRALS_OPERATOR_KEY": key, "REFERRALS_HOT_WINDOW": "250ms", "REFERRALS_RATE_LIMIT": "off",
            "REFERRALS_PUBLIC_URL": "https://Referrals.example.com/partner/",
            "REFERRALS_CORS_ORIGINS": "https://a.example, http://b.example:3000",
            "REFERRALS_TRUSTED_PROXIES": "10.0.0.0/8,fd00::/8, unix", "REFERRALS_MAX_CONNECTIONS_PER_ADDRESS": "50",
            "REFERRALS_LOG_LEVEL": "trace", "REFERRALS_LOG_FORMAT": "json", "REFERRALS_MIN_RATE": "off",
            "REFERRALS_MAX_BUFFERED": "3GiB", "REFERRALS_RANKING_WEIGHTS": "distance=40,dealFit=0",
        ]).configuration
        #expect(configuration.host == "::1")
        #expect(configuration.port == 0)
        #expect(configuration.database == "/data/r.db")
        #expect(configuration.operatorKey?.text == key)
        #expect(configuration.hotWindow == .milliseconds(250))
        #expect(configuration.rateLimit == nil)
        #expect(configuration.publicURL == "https://referrals.example.com/partner")
        #expect(configuration.corsOrigins.map(\.text) == ["https://a.example", "http://b.example:3000"])
        #expect(configuration.trustedProxies == ["10.0.0.0/8", "fd00::/8", "unix"].compactMap { TrustedProxy($0) })
        #expect(configuration.minimumRate == nil)
        #expect(configuration.maximumBuffered == 3 << 30)
        #expect(configuration.maximumConnectionsPerAddress == 50)
        #expect(Policy(configuration).ranking[.distance] == 40)
        #expect(Policy(configuration).ranking[.textMatch] == 35)
        #expect(configuration.logLevel == .trace)
        #expect(configuration.logFormat == .json)
    }

    @Test(arguments: ["127.0.0.1", "::1", "localhost", "unix:/run/referrals/http.sock", "unix:s"])
    func `takes an address, a name or a socket to listen on`(host: String) throws {
        #expect(try load(["REFERRALS_HOST": host]).configuration.host == host)
    }

    @Test func `takes no more connections than there are descriptors for`() throws {
        var configuration = try load().configuration
        #expect(configuration.fit(descriptors: nil).isEmpty && configuration.fit(descriptors: 20_512).isEmpty)
        #expect(configuration.maximumConnections == 20_000)
        let warnings = configuration.fit(descriptors: 4_096)
        #expect(warnings == ["max-connections is 3584 instead of 20000: the process may open 4096 files"])
        #expect(configuration.maximumConnections == 3_584)
        _ = configuration.fit(descriptors: 256)
        #expect(configuration.maximumConnections == 128)
    }

    @Test func `takes a flag before a variable before a default`() throws {
        let environment = ["REFERRALS_PORT": "1"]
        #expect(try load(flags: ["port": "2"], environment).configuration.port == 2)
        #expect(try load(environment).configuration.port == 1)
    }

    @Test(arguments: ["REFERRALS_OPERATOR_KEY", "REFERRALS_PUBLIC_URL", "REFERRALS_CORS_ORIGINS"])
    func `takes an empty variable as not set where nothing is a value`(variable: String) throws {
        #expect(try load([variable: ""]).configuration == load().configuration)
    }

    @Test func `warns of unknown variables and names the nearest known one`() throws {
        let warnings = try load(["REFERRALS_RESPONSE_WINDOWS": "3d", "REFERRALS_HOTS": "a", "OTHER": "b"])
            .warnings
        #expect(
            warnings == [
                "REFERRALS_HOTS is no setting: did you mean REFERRALS_HOST?",
                "REFERRALS_RESPONSE_WINDOWS is no setting: did you mean REFERRALS_RESPONSE_WINDOW?",
            ])
    }
}

@Suite struct `A bad value` {
    @Test(arguments: [
        ("HOST", ["", "1.2.3.256", "a b", "[::1]", "http://a", "-a", "10.0.0.1:80", "unix:"]),
        ("PORT", ["", "-1", "+1", "65536", "80a", " 80", "1e3", "0x50", "tcp://10.0.0.1:80"]),
        ("DATABASE", ["", ":memory:", "a\0b"]),
        (
            "OPERATOR_KEY",
            ["short", String(repeating: "k", count: 31), String(repeating: "k", count: 129), key + " "]
        ),
        ("RESPONSE_WINDOW", ["", "0d", "-1d", "366d", "14", "d", "1.5d", "14 d", "2w"]),
        ("RESPOND_BY", ["0ms", "never"]), ("HOT_WINDOW", ["0s"]), ("EXPIRY_REMINDER", ["0h"]),
        (
            "RANKING_WEIGHTS",
            ["", "distance", "distance=101", "speed=1", "dealFit=1,dealFit=1", "dealFit=1, distance=1"]
        ),
        (
            "RATE_LIMIT",
            ["", "0/1m", "1200", "1200/", "/1m", "1200/0s", "1200/1m/1m", "-1/1m", "OFF", "1/2d"]
        ),
        (
            "PUBLIC_URL",
            ["example.com", "ftp://a.example", "https://a.example?x=1", "https://u@a.example", "https://"]
        ),
        (
            "CORS_ORIGINS",
            ["*", "https://a.example/", "https://a.example,", ",", "https://a.example,,https://b.example"]
        ),
        ("TRUSTED_PROXIES", ["10.0.0.1/8", "10.0.0.0/33", "localhost", "10.0.0.0/8,", "UNIX", "unix:/s"]),
        ("MIN_RATE", ["", "0", "-1", "500B"]),
        ("MAX_BUFFERED", ["", "64", "0MiB", "3MiB", "64MB", "1025GiB", "-1MiB", "MiB"]),
        ("MAX_CONNECTIONS", ["", "0", "off", "1000001"]), ("MAX_CONNECTIONS_PER_ADDRESS", ["0", "none"]),
        ("HEAD_TIMEOUT", ["0s", "25h"]), ("BODY_TIMEOUT", ["0ms"]), ("IDLE_TIMEOUT", ["10"]),
        ("WRITE_TIMEOUT", ["x"]),
        ("LOG_LEVEL", ["", "INFO", "warn", "verbose"]), ("LOG_FORMAT", ["JSON", "xml"]),
    ])
    func `stops the start and names its variable`(name: String, values: [String]) throws {
        for value in values {
            let error = #expect(throws: ConfigurationError.self) { try load(["REFERRALS_" + name: value]) }
            #expect(error?.faults.count == 1)
            #expect(error?.description.hasPrefix("REFERRALS_\(name) is ") == true, "\(value)")
        }
    }

    @Test func `is said with the value and what is expected`() {
        let error = #expect(throws: ConfigurationError.self) {
            try load(flags: ["port": "80a"], ["REFERRALS_LOG_FORMAT": "xml\nforged"])
        }
        #expect(
            error?.description == """
                --port is "80a": expected a number from 0 to 65535
                REFERRALS_LOG_FORMAT is "xml\\nforged": expected one of text, json
                """)
    }

    @Test(arguments: [
        ["REFERRALS_OPERATOR_KEY": "hunter2"], ["REFERRALS_OPERATOR_KEY_FILE": "/run/key"],
        ["REFERRALS_OPERATOR_KEY_FILE": "hunter2"],
    ])
    func `is never shown when it is a secret`(environment: [String: String]) throws {
        let error = #expect(throws: ConfigurationError.self) {
            try load(environment, files: ["/run/key": "hunter2"])
        }
        let said = try #require(error?.description)
        #expect(said.contains("is not valid: expected "))
        #expect(!said.contains("hunter2"))
    }
}

@Suite struct `A secret` {
    @Test(arguments: ["", "\n", "\r\n"])
    func `is read from the file that its variable names`(end: String) throws {
        let (configuration, warnings) = try load(
            ["REFERRALS_OPERATOR_KEY": "", "REFERRALS_OPERATOR_KEY_FILE": "/run/key"],
            files: ["/run/key": key + end])
        #expect(configuration.operatorKey?.text == key)
        #expect(warnings.isEmpty)
    }

    @Test func `in a variable goes before its file, with a warning`() throws {
        let (configuration, warnings) = try load(
            ["REFERRALS_OPERATOR_KEY": key, "REFERRALS_OPERATOR_KEY_FILE": "/run/none"])
        #expect(configuration.operatorKey?.text == key)
        #expect(warnings == ["REFERRALS_OPERATOR_KEY_FILE is not used: REFERRALS_OPERATOR_KEY is set"])
    }

    @Test func `in a file that can't be read stops the start`() {
        let error = #expect(throws: ConfigurationError.self) {
            try load(["REFERRALS_OPERATOR_KEY_FILE": "/run/none"])
        }
        #expect(
            error?.description == """
                REFERRALS_OPERATOR_KEY_FILE is not valid: expected the path of a file that \
                can be read (no such file)
                """)
    }

    @Test func `in an empty file stops the start`() {
        #expect(throws: ConfigurationError.self) {
            try load(["REFERRALS_OPERATOR_KEY_FILE": "/run/key"], files: ["/run/key": ""])
        }
    }

    @Test func `does not show when the configuration is printed or dumped`() throws {
        let configuration = try load(["REFERRALS_OPERATOR_KEY": key]).configuration
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!"\(configuration)".contains(key) && !String(reflecting: configuration).contains(key))
        #expect(!dumped.contains(key))
    }
}
