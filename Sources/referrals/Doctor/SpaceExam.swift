import HTTPServer

/// Whether there is room for what the service writes.
enum SpaceExam {
    static func look(at database: String) -> Diagnosis {
        var diagnosis = Diagnosis("disk")
        let folder = FilePath.folder(of: database)
        guard let bytes = System.freeBytes(at: folder) else {
            diagnosis.fail("Nobody can tell how much room there is in \(folder).")
            return diagnosis
        }
        let (free, size) = (Int(clamping: bytes), System.fileSize(database) ?? 0)
        let words = "\(Amount.size(free)) are free, the database has \(Amount.size(size))"
        diagnosis.detail = "\(words)."
        if bytes < DiskProbe.needed {
            diagnosis.fail("\(words): the service takes no more requests below 64 MiB. Make room.")
        } else if free < size + DiskProbe.logSize {
            diagnosis.warn("\(words): a restore, or a backup on this disk, would not fit. Make room.")
        }
        return diagnosis
    }
}
