/// When an RFI has found enough partners, so that those who have not answered need not.
public enum ClosingRule: Hashable, Sendable {
    /// Everybody may accept.
    case all
    /// The first who accepts is enough.
    case firstAccept
    /// So many are enough, 1 to 10.
    case upTo(Int)

    /// The rule without its number.
    public enum Kind: String, CaseIterable, Sendable {
        case all, firstAccept, upTo
    }

    /// The rule without its number.
    public var kind: Kind {
        switch self {
        case .all: .all
        case .firstAccept: .firstAccept
        case .upTo: .upTo
        }
    }

    /// How many partners are enough; nil when there are never enough.
    public var enough: Int? {
        switch self {
        case .all: nil
        case .firstAccept: 1
        case .upTo(let count): count
        }
    }

    /// Whether so many accepted requests are enough.
    public func isMet(by accepted: Int) -> Bool { enough.map { accepted >= $0 } ?? false }
}
