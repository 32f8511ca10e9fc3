/// The form of a setting's value: how it is read from text, and what to say when it can't be.
struct SettingFormat<Value: Sendable>: Sendable {
    /// What the value is called in the help, such as `duration`.
    let valueName: String
    /// What a value must be, as an error says it after "expected".
    let expectation: String
    /// The value that a text stands for; nil when it is none.
    let parse: @Sendable (String) -> Value?

    /// Makes a form.
    init(_ valueName: String, _ expectation: String, parse: @escaping @Sendable (String) -> Value?) {
        self.valueName = valueName
        self.expectation = expectation
        self.parse = parse
    }

    /// The word `off`, which stands for nil, or a value of another form.
    static func off<Wrapped>(or format: SettingFormat<Wrapped>) -> Self where Value == Wrapped? {
        Self(format.valueName + "|off", format.expectation + ", or off") { text in
            text == "off" ? .some(nil) : format.parse(text).map(Optional.some)
        }
    }

    /// One or more values of another form with commas, and perhaps spaces, between them.
    static func list<Element>(of format: SettingFormat<Element>) -> Self where Value == [Element] {
        Self(format.valueName + ",...", format.expectation + ", or several with commas between them") {
            text in
            let items = text.split(separator: ",", omittingEmptySubsequences: false)
            let values = items.compactMap { format.parse(trimmed($0)) }
            return values.count == items.count ? values : nil
        }
    }

    /// One of the cases of an enumeration, by its raw value.
    static func oneOfItsCases() -> Self
    where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
        let names = Value.allCases.map(\.rawValue)
        return Self(names.joined(separator: "|"), "one of \(names.joined(separator: ", "))") {
            Value(rawValue: $0)
        }
    }
}

/// The text without the spaces around it.
private func trimmed(_ text: Substring) -> String {
    guard let last = text.lastIndex(where: { $0 != " " }) else { return "" }
    return String(text[...last].drop { $0 == " " })
}
