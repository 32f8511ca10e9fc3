import SQLite

/// A version of SQLite.
public struct LibraryVersion: Comparable, Sendable, CustomStringConvertible {
    private let number: Int

    /// The version with these numbers, such as 3, 40, 1.
    public init(_ major: Int, _ minor: Int, _ patch: Int) {
        number = major * 1_000_000 + minor * 1_000 + patch
    }

    private init(number: Int) { self.number = number }

    /// What this program was compiled with.
    public static var compiled: Self { Self(number: SQLiteLibrary.compiled) }
    /// What this process runs with.
    public static var running: Self { Self(number: SQLiteLibrary.running) }
    /// Strict tables, which the schema has, are known from this version on
    /// (https://www.sqlite.org/stricttables.html).
    public static let oldest = Self(3, 37, 0)

    /// Whether it may lose a commit when a log begins anew between two checkpoints, which hardly ever happens
    /// (https://www.sqlite.org/wal.html#walresetbug). Distributions may have mended theirs without another number.
    public var hasResetFault: Bool {
        let mended = [Self(3, 44, 6)..<Self(3, 45, 0), Self(3, 50, 7)..<Self(3, 51, 0)]
        return self >= Self(3, 7, 0) && self < Self(3, 51, 3) && !mended.contains { $0.contains(self) }
    }

    /// The older one is the lesser one.
    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }

    /// `3.40.1`.
    public var description: String { "\(number / 1_000_000).\(number / 1_000 % 1_000).\(number % 1_000)" }
}
