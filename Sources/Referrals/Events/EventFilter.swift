/// Which kinds of events somebody wants to be told of: `*`, all of a group (`engagement.*`), or single types.
public struct EventFilter: Hashable, Sendable {
    /// How many patterns there may be.
    public static let maximum = 50
    /// Every event.
    public static let everything = EventFilter(patterns: ["*"], types: Set(EventType.allCases))

    /// The patterns as they were given.
    public let patterns: [String]
    private let types: Set<EventType>

    /// A filter from 1 to 50 patterns; nil when one of them stands for no type, or is given twice.
    public init?(_ patterns: [String]) {
        guard (1...Self.maximum).contains(patterns.count), Set(patterns).count == patterns.count else { return nil }
        var types: Set<EventType> = []
        for pattern in patterns {
            let matches = EventType.allCases.filter { Self.matches(pattern, $0) }
            guard !matches.isEmpty else { return nil }
            types.formUnion(matches)
        }
        self.init(patterns: patterns, types: types)
    }

    private init(patterns: [String], types: Set<EventType>) {
        self.patterns = patterns
        self.types = types
    }

    /// Whether events of the type are wanted.
    public func accepts(_ type: EventType) -> Bool { types.contains(type) }

    /// Whether a pattern stands for the type, among others.
    package static func matches(_ pattern: some StringProtocol, _ type: EventType) -> Bool {
        if pattern == "*" { return true }
        guard pattern.hasSuffix(".*") else { return pattern == type.rawValue }
        return type.rawValue.hasPrefix(pattern.dropLast())
    }
}
