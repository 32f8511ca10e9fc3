import Referrals

/// Who is believed when it says for whom it asks.
enum TrustedProxy: Hashable, Sendable {
    /// Peers in a block of addresses.
    case block(AddressBlock)
    /// Peers on the Unix-domain socket: whoever may open its file.
    case unix

    /// Parses a block of addresses, or `unix`.
    init?(_ text: some StringProtocol) {
        if text == "unix" {
            self = .unix
        } else if let block = AddressBlock(text) {
            self = .block(block)
        } else {
            return nil
        }
    }

    /// Whether a peer of that address, `unix` on a Unix-domain socket, is meant.
    func contains(_ address: String) -> Bool {
        switch self {
        case .block(let block): block.contains(address)
        case .unix: address == "unix"
        }
    }
}
