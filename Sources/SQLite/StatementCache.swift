/// The prepared statements of one connection.
///
/// Literals and constants stay as long as the connection, since a program has only so many; of the texts made at run
/// time the last used ones stay.
@safe final class StatementCache {
    private let database: OpaquePointer
    private let capacity: Int
    private var literals: [UInt: Statement] = [:]
    /// With the objects by whose addresses they are found: none of these is ever another's.
    private var constants: [ObjectIdentifier: (name: SQL.Constant, statement: Statement)] = [:]
    private var dynamic: [String: Statement] = [:]
    private var uses = 0

    init(_ database: OpaquePointer, capacity: Int) {
        unsafe self.database = unsafe database
        self.capacity = capacity
    }

    /// The statement for `sql`. One that is running already (the same SQL inside its own loop) is left
    /// alone: a second one is prepared for this use only.
    func statement(_ sql: SQL) throws(SQLiteError) -> Statement {
        switch sql.source {
        case .literal(let text):
            let key = unsafe UInt(bitPattern: text.utf8Start)
            if let found = literals[key] { return try available(found, sql) }
            let made = try unsafe Statement(sql.text, isKept: true, in: database)
            literals[key] = made
            return made
        case .constant(let name):
            let key = ObjectIdentifier(name)
            if let found = constants[key] { return try available(found.statement, sql) }
            let made = try unsafe Statement(name.text, isKept: true, in: database)
            constants[key] = (name, made)
            return made
        case .dynamic(let text):
            uses += 1
            if let found = dynamic[text] {
                found.lastUse = uses
                return try available(found, sql)
            }
            let made = try unsafe Statement(text, isKept: true, in: database)
            made.lastUse = uses
            makeRoom()
            dynamic[text] = made
            return made
        }
    }

    /// The number of statements kept.
    var count: Int { literals.count + constants.count + dynamic.count }

    /// The texts of the statements kept.
    var texts: [String] {
        (Array(literals.values) + constants.values.map(\.statement) + dynamic.values).compactMap(\.text)
    }

    /// Lets go of every statement, as a connection must before it closes.
    func removeAll() {
        literals.removeAll()
        constants.removeAll()
        dynamic.removeAll()
    }

    private func available(_ found: Statement, _ sql: SQL) throws(SQLiteError) -> Statement {
        found.isRunning ? try unsafe Statement(sql.text, isKept: false, in: database) : found
    }

    private func makeRoom() {
        guard dynamic.count >= capacity else { return }
        guard let oldest = dynamic.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
        dynamic[oldest.key] = nil
    }
}
