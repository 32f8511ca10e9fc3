import HTTPServer

/// Who may read and write the files of a database.
enum FilesExam {
    static func look(at database: String) -> Diagnosis {
        var diagnosis = Diagnosis("files")
        let files = ([""] + BackupFile.companions).map { database + $0 } + [OperatorKeyFile.path(beside: database)]
        for file in files { look(at: file, &diagnosis) }
        if let names = System.status(database)?.names, names > 1 {
            diagnosis.warn(
                "\(database) has \(names) names. Opened by another one while it is served it is damaged: remove the "
                    + "other names, such as one that an interrupted restore has left.")
        }
        lookAtFolder(FilePath.folder(of: database), &diagnosis)
        return diagnosis
    }

    private static func look(at file: String, _ diagnosis: inout Diagnosis) {
        guard let permissions = System.status(file)?.permissions, permissions & 0o077 != 0 else { return }
        if permissions & 0o022 != 0 {
            diagnosis.fail("Others than its owner can write \(file): run `chmod 600 \(file)`.")
        } else {
            diagnosis.warn("Others than its owner can read \(file): run `chmod 600 \(file)`.")
        }
    }

    /// Who can write the folder can put a log there that is taken for the database's.
    private static func lookAtFolder(_ folder: String, _ diagnosis: inout Diagnosis) {
        guard let permissions = System.status(folder)?.permissions else { return }
        if permissions & 0o002 != 0 {
            diagnosis.fail("Everybody can write the folder \(folder): run `chmod o-w \(folder)`, or use another one.")
        } else if permissions & 0o020 != 0 {
            diagnosis.warn("Its group can write the folder \(folder): run `chmod g-w \(folder)`.")
        }
    }
}
