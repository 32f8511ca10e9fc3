import ArgumentParser

/// The flags of `serve`: an option for each setting of the table that is no secret.
///
/// ArgumentParser finds options by reflection, so the table is reflected, instead of being written a second
/// time as properties. The values stay text: `ConfigurationLoader` parses flags and variables alike.
struct ServeFlags: ParsableArguments, CustomReflectable {
    /// The flags that were given, by the name of their setting.
    private(set) var texts: [String: String] = [:]

    /// Makes the flags with none given.
    init() {}

    /// Takes the flags that were given from ArgumentParser's result.
    init(from decoder: any Decoder) throws {
        let flags = try decoder.container(keyedBy: FlagKey.self)
        for setting in Self.settings {
            texts[setting.name] = try flags.decodeIfPresent(
                String.self, forKey: FlagKey(stringValue: setting.name))
        }
    }

    var customMirror: Mirror {
        Mirror(self, children: Self.settings.map { (label: $0.name, value: Self.option($0)) })
    }

    /// What `serve --help` says beside the flags: their variables, and the secrets, which have no flag.
    static var discussion: String {
        let secrets = Setting.all.compactMap { setting in
            setting.fileVariable.map { "\n  \(setting.variable) or \($0): \(setting.help)" }
        }
        return """
            Every flag is an environment variable as well: --response-window is REFERRALS_RESPONSE_WINDOW. \
            A flag goes before its variable. Secrets are variables alone, or stand in a file that one names:
            """ + secrets.joined()
    }

    private static var settings: [Setting] { Setting.all.filter { !$0.isSecret } }

    private static func option(_ setting: Setting) -> Option<String?> {
        let preset = setting.defaultText.map { " (default: \($0))" } ?? ""
        return Option(
            name: .customLong(setting.name),
            help: ArgumentHelp("\(setting.help)\(preset)", valueName: setting.valueName))
    }
}

/// The name of a setting as a key, whatever the name is.
private struct FlagKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}
