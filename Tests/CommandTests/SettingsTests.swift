import ArgumentParser
import Testing

@testable import referrals

@Suite struct `The table of settings` {
    /// The table as the contract lists it: variable and default.
    private static let contract: [(variable: String, defaultText: String?)] = [
        ("REFERRALS_HOST", "127.0.0.1"), ("REFERRALS_PORT", "8080"), ("REFERRALS_DATABASE", "referrals.db"),
        ("REFERRALS_OPERATOR_KEY", nil), ("REFERRALS_RESPONSE_WINDOW", "14d"),
        ("REFERRALS_RESPOND_BY", "24h"),
        ("REFERRALS_HOT_WINDOW", "72h"), ("REFERRALS_EXPIRY_REMINDER", "48h"),
        ("REFERRALS_RATE_LIMIT", "1200/1m"),
        ("REFERRALS_PUBLIC_URL", nil), ("REFERRALS_CORS_ORIGINS", nil), ("REFERRALS_TRUSTED_PROXIES", nil),
        ("REFERRALS_MAX_CONNECTIONS", "20000"), ("REFERRALS_MAX_CONNECTIONS_PER_ADDRESS", "off"),
        ("REFERRALS_HEAD_TIMEOUT", "10s"), ("REFERRALS_BODY_TIMEOUT", "30s"),
        ("REFERRALS_IDLE_TIMEOUT", "75s"),
        ("REFERRALS_WRITE_TIMEOUT", "30s"), ("REFERRALS_LOG_LEVEL", "info"), ("REFERRALS_LOG_FORMAT", "text"),
    ]

    @Test(arguments: contract)
    func `has the variables and defaults of the contract`(variable: String, defaultText: String?) throws {
        let setting = try #require(Setting.all.first { $0.variable == variable })
        #expect(setting.defaultText == defaultText)
    }

    @Test func `has a row for each member of the configuration`() throws {
        let configuration = try ConfigurationLoader(sources: SettingSources()).load().configuration
        let members = [Mirror(reflecting: configuration), Mirror(reflecting: configuration.backups)].map(
            \.children.count)
        // The backups are one member with members of its own.
        #expect(Setting.all.count == members.reduce(-1, +))
        #expect(Set(Setting.all.map(\.name)).count == Setting.all.count)
    }

    @Test(arguments: Setting.all)
    func `has names that variables and flags can have, and a sentence of help`(setting: Setting) {
        #expect(setting.name.utf8.allSatisfy { byte in (0x61...0x7A).contains(byte) || byte == 0x2D })
        #expect(setting.help.hasSuffix(".") && !setting.help.contains("\n"))
    }
}

@Suite struct `The flags of serve` {
    @Test(arguments: Setting.all.filter { !$0.isSecret })
    func `take every setting that is no secret`(setting: Setting) throws {
        let flag = try #require(setting.flag)
        #expect(try ServeFlags.parse([flag, "some text"]).texts == [setting.name: "some text"])
        #expect(try ServeFlags.parse(["\(flag)=some text"]).texts == [setting.name: "some text"])
    }

    @Test(arguments: Setting.all.filter(\.isSecret))
    func `take no secret`(setting: Setting) {
        #expect(throws: (any Error).self) { try ServeFlags.parse(["--" + setting.name, "some text"]) }
    }

    @Test func `are none unless given`() throws {
        #expect(try ServeFlags.parse([]).texts.isEmpty)
    }

    @Test func `explain themselves with their defaults`() {
        let help = ServeFlags.helpMessage(columns: 400)
        for setting in Setting.all.filter({ !$0.isSecret }) {
            #expect(help.contains("--\(setting.name) <\(setting.valueName)>"))
            #expect(help.contains(setting.help + (setting.defaultText.map { " (default: \($0))" } ?? "")))
        }
        #expect(!help.contains("operator-key"))
    }

    @Test func `come with a word about the secrets`() {
        #expect(ServeFlags.discussion.contains("REFERRALS_OPERATOR_KEY or REFERRALS_OPERATOR_KEY_FILE"))
    }
}
