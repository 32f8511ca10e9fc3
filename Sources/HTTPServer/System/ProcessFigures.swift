// proc(5), clock_gettime(2), getrlimit(2).

internal import Glibc

/// What the process has used by now. What the system does not tell is nil.
public struct ProcessFigures: Sendable {
    /// Processor time of all threads, in seconds.
    public let processorSeconds: Double?
    /// Memory that is there, in bytes.
    public let residentBytes: Int?
    /// Addresses that are taken, in bytes.
    public let virtualBytes: Int?
    /// Descriptors that are open.
    public let openDescriptors: Int?
    /// Descriptors that may be open.
    public let maximumDescriptors: Int?
}

extension System {
    /// What the process has used by now.
    public static func processFigures() -> ProcessFigures {
        var time = timespec()
        let hasTime = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0
        var limit = rlimit()
        let hasLimit = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        let pages = (try? readFile("/proc/self/statm")).map(memoryPages) ?? []
        let page = sysconf(Int32(_SC_PAGESIZE))
        return ProcessFigures(
            processorSeconds: hasTime ? Double(time.tv_sec) + Double(time.tv_nsec) / 1e9 : nil,
            residentBytes: pages.count > 1 ? pages[1] * page : nil, virtualBytes: pages.first.map { $0 * page },
            openDescriptors: openDescriptors, maximumDescriptors: hasLimit ? Int(clamping: limit.rlim_cur) : nil)
    }

    /// The bytes of a file; nil when there is none.
    public static func fileSize(_ path: String) -> Int? { status(path)?.size }

    /// The numbers of `/proc/self/statm`: all, resident, shared and so on, in pages.
    private static func memoryPages(_ text: [UInt8]) -> [Int] {
        text.split(separator: UInt8(ascii: " ")).prefix(2).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
    }

    /// Kernels from 6.2 on tell it as the size of the folder; before, its entries are counted.
    private static var openDescriptors: Int? {
        let folder = "/proc/self/fd"
        if let size = fileSize(folder), size > 0 { return size }
        guard let entries = unsafe opendir(folder) else { return nil }
        defer { _ = unsafe closedir(entries) }
        var count = 0
        while unsafe readdir(entries) != nil { count += 1 }
        // Without `.` and `..` and the descriptor of the folder itself.
        return count - 3
    }
}
