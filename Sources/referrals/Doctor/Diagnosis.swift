import JSON
import ReferralStore

/// What the doctor says of one thing.
struct Diagnosis: Equatable, Sendable {
    /// How it is.
    enum Verdict: String, Sendable {
        /// As it should be.
        case ok
        /// The service goes on; somebody should look.
        case warning
        /// Something is wrong.
        case failed
    }

    /// Something that is not as it should be, with what to do.
    struct Finding: Equatable, Sendable {
        let verdict: Verdict
        let text: String
    }

    /// What was looked at.
    let name: String
    /// How it is, as far as there is something to say.
    var detail: String?
    private(set) var findings: [Finding] = []
    /// How many more findings there are.
    private(set) var more = 0

    init(_ name: String, detail: String? = nil) {
        self.name = name
        self.detail = detail
    }

    /// What a recount found.
    init(_ result: CheckResult) {
        name = result.name
        findings = result.findings.map { Finding(verdict: .failed, text: $0) }
        more = result.count - result.findings.count
    }

    mutating func warn(_ text: String) { findings.append(Finding(verdict: .warning, text: text)) }

    mutating func fail(_ text: String) { findings.append(Finding(verdict: .failed, text: text)) }

    /// The worst that was found.
    var verdict: Verdict {
        if findings.contains(where: { $0.verdict == .failed }) { return .failed }
        return findings.isEmpty ? .ok : .warning
    }

    /// A line when there is nothing to find fault with, else one for each finding.
    var lines: [String] {
        guard verdict != .ok else { return [Self.line(.ok, name, detail)] }
        let told = findings.map { Self.line($0.verdict, name, $0.text) }
        return more > 0 ? told + [Self.line(verdict, name, "and \(more) more.")] : told
    }

    private static func line(_ verdict: Verdict, _ name: String, _ text: String?) -> String {
        let word = verdict.rawValue
        return word + String(repeating: " ", count: max(7 - word.count, 1)) + name + (text.map { ": \($0)" } ?? "")
    }

    /// Writes it as an object.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("name", name)
            json.member("verdict", verdict.rawValue)
            json.member("detail", detail)
            json.array("findings") { json in
                for finding in findings {
                    json.object { json in
                        json.member("verdict", finding.verdict.rawValue)
                        json.member("text", finding.text)
                    }
                }
            }
            json.member("more", more)
        }
    }
}
