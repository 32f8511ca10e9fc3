import Referrals

/// Why the service can't start: every setting with a bad value, a line each.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// A sentence for each bad value: its flag or variable, the value unless it is secret, and what is
    /// expected.
    let faults: [String]

    var description: String { faults.joined(separator: "\n") }
}

/// Makes the configuration from flags, the environment and the files of secrets.
struct ConfigurationLoader {
    /// Where the values come from.
    var sources: SettingSources

    /// The configuration, and a sentence for each thing that is probably a mistake.
    ///
    /// - Throws: `ConfigurationError` with all faults when a value is not what its setting takes.
    func load() throws(ConfigurationError) -> (configuration: Configuration, warnings: [String]) {
        var reader = SettingReader(sources: sources)
        let configuration = Configuration(from: &reader)
        guard reader.faults.isEmpty else { throw ConfigurationError(faults: reader.faults) }
        let faults = configuration.contradictions
        guard faults.isEmpty else { throw ConfigurationError(faults: faults) }
        return (configuration, reader.warnings + unknownVariables())
    }

    /// A warning for each variable that looks like a setting and is none, with the one that it is most like.
    private func unknownVariables() -> [String] {
        let known = Setting.all.flatMap { [$0.variable] + [$0.fileVariable].compactMap(\.self) }
        let unknown = sources.environment.keys.filter {
            $0.hasPrefix(Setting.prefix) && $0 != Setting.webhookSecretVariable && !known.contains($0)
        }
        return unknown.sorted().map { name in
            let nearest = known.min { distance($0, name) < distance($1, name) } ?? Setting.prefix
            return "\(LogText.escaped(name)) is no setting: did you mean \(nearest)?"
        }
    }
}

extension Configuration {
    /// What can't be, although each setting by itself can.
    fileprivate var contradictions: [String] {
        var found: [String] = []
        if mailServer != nil, mailSender == nil {
            found.append("REFERRALS_SMTP_URL needs REFERRALS_MAIL_FROM: mail has a sender")
        }
        if eventRetention < retrySchedule.total {
            found.append(
                "REFERRALS_EVENT_RETENTION is \(eventRetention) and must be at least \(retrySchedule.total), for as "
                    + "long as REFERRALS_RETRY_SCHEDULE may take: what is tried again must still be there")
        }
        return found
    }
}

/// How many bytes must be inserted, deleted or replaced to make one text of the other (Levenshtein).
private func distance(_ first: String, _ second: String) -> Int {
    let target = Array(second.utf8)
    var row = Array(0...target.count)
    for (line, byte) in first.utf8.enumerated() {
        var diagonal = row[0]
        row[0] = line + 1
        for column in target.indices {
            let replaced = diagonal + (byte == target[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
        }
    }
    return row[target.count]
}
