import HTTPServer
import ReferralAPI

/// The file that the first operator key is written to: beside the database, for its owner alone.
enum OperatorKeyFile {
    /// The path of the file for a database.
    static func path(beside database: String) -> String {
        FilePath.join(FilePath.folder(of: database), "operator.key")
    }

    /// The key in the file. Without a file one is made with a fresh key: the file comes before the key is registered,
    /// so that a start which is cut short between the two is finished by the next.
    ///
    /// - Throws: `StartError`, also when there is such a file that holds no key.
    static func secret(at path: String, making fresh: () -> String) throws -> String {
        do {
            guard System.fileExists(path) else {
                let secret = fresh()
                try System.createPrivateFile(path, Array("\(secret)\n".utf8))
                return secret
            }
            let text = String(decoding: try System.readFile(path), as: UTF8.self)
            guard let line = text.split(separator: "\n").first, KeySecret.isWellFormed(String(line)) else {
                throw StartError("\(path) holds no key. Move it away, or set REFERRALS_OPERATOR_KEY.")
            }
            return String(line)
        } catch let error as SystemError {
            throw StartError("The first operator key can't be kept in \(path): \(error).")
        }
    }
}
