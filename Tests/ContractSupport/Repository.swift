import Foundation

/// Where the tests find the files of the repository.
public enum Repository {
    /// The folder that has `Package.swift`, without a slash at the end.
    public static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
}
