import HTTPServer
import ReferralAPI
import ReferralStore
import Referrals

/// Whether the database takes writes.
enum DatabaseProbe {
    static func look(at store: Store) async -> ServiceStatus.Part {
        do throws(ReferralError) {
            try await store.checkHealth()
            return ServiceStatus.Part(name: "database", isReady: true, detail: "Takes writes.")
        } catch .internalFault(let fault) {
            return ServiceStatus.Part(name: "database", isReady: true, detail: "Takes writes, but \(fault).")
        } catch {
            return ServiceStatus.Part(name: "database", isReady: false, detail: "Takes no writes: \(error).")
        }
    }
}

/// Whether there is room on the disk that holds the database.
enum DiskProbe {
    /// Below this the next checkpoint may fail.
    static let needed: UInt64 = 64 * 1_048_576
    /// What the write-ahead log takes at most, unless a reader is in its way.
    static let logSize = 128 * 1_048_576

    static func look(at database: String) -> ServiceStatus.Part {
        guard let free = System.freeBytes(at: FilePath.folder(of: database)) else {
            return ServiceStatus.Part(name: "disk", isReady: false, detail: "Its free space can't be told.")
        }
        return ServiceStatus.Part(
            name: "disk", isReady: free >= needed, detail: "\(free / 1_048_576) MiB are free.")
    }
}
