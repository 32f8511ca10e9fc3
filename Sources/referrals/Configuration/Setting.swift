/// A row of the table of settings: how a setting is named, explained and shown.
struct Setting: Equatable, Sendable {
    /// The name that the flag and the variable are made from, such as `response-window`.
    let name: String
    /// What the value is called in the help, such as `duration`.
    let valueName: String
    /// What a value must be, as an error says it after "expected".
    let expectation: String
    /// The text that stands for the value when none is given; nil when the setting is then absent.
    let defaultText: String?
    /// One sentence for people.
    let help: String
    /// A secret is no flag, is never shown, and can be read from a file.
    let isSecret: Bool

    /// The environment variable, such as `REFERRALS_RESPONSE_WINDOW`.
    var variable: String { Self.prefix + String(name.uppercased().map { $0 == "-" ? "_" : $0 }) }

    /// The environment variable that names a file with the secret; nil for what is no secret.
    var fileVariable: String? { isSecret ? variable + "_FILE" : nil }

    /// The flag of `serve`, such as `--response-window`; nil for a secret, which other users could see in
    /// `ps`.
    var flag: String? { isSecret ? nil : "--" + name }

    /// What every variable of the service begins with.
    static let prefix = "REFERRALS_"

    /// The variable of `webhook listen`, which is no setting of the service, nor a mistake beside those.
    static let webhookSecretVariable = prefix + "WEBHOOK_SECRET"

    /// All settings, in the order of the table.
    static let all: [Setting] = {
        var reader = SettingReader(sources: SettingSources())
        _ = Configuration(from: &reader)
        return reader.settings
    }()
}
