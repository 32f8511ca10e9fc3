import HTTPServer

/// The file that the first operator key is written to: beside the database, for its owner alone.
enum OperatorKeyFile {
    /// The path of the file for a database.
    static func path(beside database: String) -> String {
        guard let slash = database.lastIndex(of: "/") else { return "operator.key" }
        return database[...slash] + "operator.key"
    }

    /// Writes the key.
    ///
    /// - Throws: `StartError`, also when there is such a file: it may hold the only copy of another key.
    static func write(_ secret: String, to path: String) throws {
        do {
            try System.createPrivateFile(path, Array("\(secret)\n".utf8))
        } catch {
            throw StartError(
                "The first operator key can't be written to \(path): \(error). Move that file away, or set REFERRALS_OPERATOR_KEY."
            )
        }
    }
}
