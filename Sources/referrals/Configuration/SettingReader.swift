/// What settings are read from. Without members nothing is set, and everything takes its default.
struct SettingSources {
    /// Flags by the name of their setting.
    var flags: [String: String] = [:]
    /// The environment of the process.
    var environment: [String: String] = [:]
    /// The content of a file; called for the `..._FILE` variants of secrets alone.
    var readFile: (String) throws -> [UInt8] = { _ in [] }
}

/// Finds and parses the values of settings, and collects the settings that were asked for and all that is
/// wrong.
///
/// A flag goes before a variable, a variable before the file of a secret, and these before the default. An
/// empty variable of a setting that may be absent counts as not set, as container files pass on what they
/// don't have.
struct SettingReader {
    private let sources: SettingSources
    /// Every setting that was read, in order.
    private(set) var settings: [Setting] = []
    /// A sentence for each bad value.
    private(set) var faults: [String] = []
    /// A sentence for each value that is not used.
    private(set) var warnings: [String] = []

    /// Makes a reader that has read nothing.
    init(sources: SettingSources) { self.sources = sources }

    /// Reads a setting that always has a value. A bad one is a fault, and the default stands in for it.
    mutating func value<Value>(
        _ name: String, _ format: SettingFormat<Value>, default text: String, _ help: String
    ) -> Value {
        guard let value = format.parse(text) else {
            preconditionFailure("the default of \(name) is not \(format.expectation)")
        }
        return read(name, format, defaultText: text, help) ?? value
    }

    /// Reads a setting that may be absent.
    mutating func optional<Value>(_ name: String, _ format: SettingFormat<Value>, _ help: String) -> Value? {
        read(name, format, defaultText: nil, help)
    }

    /// Reads a setting with any number of values.
    mutating func list<Value>(_ name: String, _ format: SettingFormat<Value>, _ help: String) -> [Value] {
        read(name, .list(of: format), defaultText: nil, help) ?? []
    }

    /// Reads a secret that may be absent.
    mutating func secret<Value>(_ name: String, _ format: SettingFormat<Value>, _ help: String) -> Value? {
        read(name, format, defaultText: nil, isSecret: true, help)
    }

    private mutating func read<Value>(
        _ name: String, _ format: SettingFormat<Value>, defaultText: String?, isSecret: Bool = false,
        _ help: String
    ) -> Value? {
        let setting = Setting(
            name: name, valueName: format.valueName, expectation: format.expectation,
            defaultText: defaultText, help: help, isSecret: isSecret)
        settings.append(setting)
        guard let (origin, text) = find(setting) else { return nil }
        if let value = format.parse(text) { return value }
        let shown = isSecret ? "not valid" : LogText.quoted(text)
        faults.append("\(origin) is \(shown): expected \(setting.expectation)")
        return nil
    }

    /// The text of a setting, and the flag, variable or file it comes from.
    private mutating func find(_ setting: Setting) -> (origin: String, text: String)? {
        if let flag = setting.flag, let text = sources.flags[setting.name] { return (flag, text) }
        let file = setting.fileVariable.flatMap { name in
            variable(name, mayBeEmpty: false).map { (name: name, path: $0) }
        }
        if let text = variable(setting.variable, mayBeEmpty: setting.defaultText != nil) {
            if let file { warnings.append("\(file.name) is not used: \(setting.variable) is set") }
            return (setting.variable, text)
        }
        return file.flatMap { secret(in: $0.path, named: $0.name) }
    }

    private func variable(_ name: String, mayBeEmpty: Bool) -> String? {
        sources.environment[name].flatMap { $0.isEmpty && !mayBeEmpty ? nil : $0 }
    }

    /// The content of a file without the line end that editors and `echo` leave. No message shows the path:
    /// it may be the secret itself, put into the wrong variable.
    private mutating func secret(in path: String, named variable: String) -> (origin: String, text: String)? {
        do {
            var text = Substring(String(decoding: try sources.readFile(path), as: UTF8.self))
            if text.last?.isNewline == true { text.removeLast() }
            return ("the content of the file in \(variable)", String(text))
        } catch {
            faults.append("\(variable) is not valid: expected the path of a file that can be read (\(error))")
            return nil
        }
    }
}
