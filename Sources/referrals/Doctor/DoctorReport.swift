import JSON

/// All that the doctor has said, for programs.
struct DoctorReport {
    let database: String
    var diagnoses: [Diagnosis] = []

    /// The worst of all.
    var verdict: Diagnosis.Verdict {
        if diagnoses.contains(where: { $0.verdict == .failed }) { return .failed }
        return diagnoses.allSatisfy { $0.verdict == .ok } ? .ok : .warning
    }

    /// One object, as docs/operations.md describes it.
    var json: String {
        var json = JSONWriter()
        json.object { json in
            json.member("database", database)
            json.member("verdict", verdict.rawValue)
            json.array("checks") { json in
                for diagnosis in diagnoses { diagnosis.write(to: &json) }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
