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
        let sizes = ["", "-wal"].map { System.fileSize(database + $0) ?? 0 }
        let (free, size) = (Int(clamping: bytes), sizes[0])
        let log = sizes[1] > 0 ? ", its log \(Amount.size(sizes[1]))" : ""
        let words = "\(Amount.size(free)) are free, the database has \(Amount.size(size))\(log)"
        diagnosis.detail = "\(words)."
        if bytes < DiskProbe.needed {
            diagnosis.fail("\(words): the service takes no more requests below 64 MiB. Make room.")
        } else if free < size + DiskProbe.logSize {
            diagnosis.warn("\(words): a restore, or a backup on this disk, would not fit. Make room.")
        }
        return diagnosis
    }
}
