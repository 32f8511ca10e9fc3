/// Text that no log, error or dump shows by accident: who wants it has to ask for `text`.
struct Secret: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
    /// The secret itself.
    let text: String

    var description: String { "(secret)" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
