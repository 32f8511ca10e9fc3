import CResources
import SQLite

/// The schema as a list of steps; each is a file of the folder `migrations`, embedded in the binary.
enum Schema {
    /// The migrations, oldest first.
    static let migrations = [
        Migration(number: 1, name: "main_job", sql: text(of: .migration1)),
        Migration(number: 2, name: "requests", sql: text(of: .migration2)),
        Migration(number: 3, name: "search", sql: text(of: .migration3)),
        Migration(number: 4, name: "outbox", sql: text(of: .migration4)),
        Migration(number: 5, name: "registrations", sql: text(of: .migration5)),
        Migration(number: 6, name: "insights", sql: text(of: .migration6)),
        Migration(number: 7, name: "fewer_pages", sql: text(of: .migration7)),
    ]

    private static func text(of resource: Resource) -> String {
        let bytes = (0..<resource_size(resource)).map { resource_byte(resource, $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
