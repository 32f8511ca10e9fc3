import JSON

/// A text that is taken, written by the writer, is the same value and is then written the same; a fault of one that
/// is refused has a place in the text.
func checkJSON(_ bytes: [UInt8]) throws(Finding) {
    let value: JSON
    do throws(JSONError) {
        value = try JSON.parse(bytes)
    } catch {
        let isInside = (0...bytes.count).contains(error.offset) && error.line > 0 && error.column > 0
        try expect(isInside && !error.detail.isEmpty, "a fault at \(error.offset) of \(bytes.count) bytes")
        return
    }
    let text = written(value)
    let again = try? JSON.parse(text)
    try expect(again == value, "written as \(String(decoding: text, as: UTF8.self))")
    try expect(again.map(written) == text, "written again differs from \(String(decoding: text, as: UTF8.self))")
}

private func written(_ value: JSON) -> [UInt8] {
    var writer = JSONWriter()
    writer.value(value)
    return writer.bytes
}
