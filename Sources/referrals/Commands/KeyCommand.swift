public import ArgumentParser
import HTTPServer
import ReferralAPI
import ReferralStore
public import Referrals

/// Keys, without the service.
struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Makes, lists and revokes API keys.",
        subcommands: [Create.self, List.self, Revoke.self])

    /// Makes a key and prints it.
    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a key and prints it, once.",
            discussion: "The key alone goes to standard output, what it is to standard error.")

        @Option(help: "What to call it, 1 to 100 characters.") var name: String
        @Option(help: "operator, partner, marketplace or reviewer.") var role: Role.Kind
        @Option(help: "The partner's id; for the role partner.") var partner: String?
        @Option(help: "The marketplace's id; for the role marketplace, a new one when left out.")
        var marketplace: String?
        @Option(help: "When it ends, such as 2027-01-31T00:00:00Z; never when left out.") var expires: String?
        @OptionGroup var options: DatabaseOptions

        func run() async throws {
            let new = try description(.live)
            let secret = KeySecret.make(.live)
            let key = try await options.withStore(making: true) { store in
                try await store.write { transaction throws(ReferralError) in
                    try AccessService(transaction).createKey(new, digest: KeySecret.digest(secret))
                }
            }
            System.writeToStandardError(Array("Made \(KeyCommand.describe(key))\n".utf8))
            System.writeToStandardOutput(Array("\(secret)\n".utf8))
        }

        private func description(_ environment: Environment) throws -> NewAPIKey {
            guard let name = try? Text.line(name, maximum: 100) else {
                throw ValidationError("--name takes 1 to 100 characters.")
            }
            let expiresAt = try expires.map { text in
                guard let instant = Timestamp(text), instant > environment.now else {
                    throw ValidationError(
                        "--expires takes a time that lies ahead, such as 2027-01-31T00:00:00Z.")
                }
                return instant
            }
            return NewAPIKey(name: name, role: try fullRole(environment), expiresAt: expiresAt)
        }

        private func fullRole(_ environment: Environment) throws -> Role {
            if role != .partner, partner != nil {
                throw ValidationError("--partner is for the role partner.")
            }
            if role != .marketplace, marketplace != nil {
                throw ValidationError("--marketplace is for the role marketplace.")
            }
            switch role {
            case .operator: return .operator
            case .reviewer: return .reviewer
            case .partner:
                guard let id = partner.flatMap({ ID<Partner>($0) }) else {
                    throw ValidationError("The role partner needs --partner with a partner's id.")
                }
                return .partner(id)
            case .marketplace:
                let fresh: ID<MarketplaceID> = environment.newID(at: environment.now)
                guard let id = MarketplaceID(marketplace ?? fresh.description) else {
                    throw ValidationError("--marketplace takes 1 to 64 of a-z, 0-9 and -.")
                }
                return .marketplace(id)
            }
        }
    }

    /// Lists keys.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the keys that are not revoked.")

        @OptionGroup var options: DatabaseOptions

        func run() async throws {
            try await options.withStore { store in
                let session = store.session(loop: 0)
                var after: ID<APIKey>?
                repeat {
                    let request = PageRequest(after: after, limit: 200)
                    let page = try await session.readLong { reader throws(ReferralError) in
                        try reader.keys(KeyQuery(), request)
                    }
                    for key in page.items {
                        System.writeToStandardOutput(Array("\(KeyCommand.describe(key))\n".utf8))
                    }
                    after = page.next
                } while after != nil
            }
        }
    }

    /// Revokes a key.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revokes a key.", discussion: "A running service refuses it within a second.")

        @Argument(help: "The key's id, as `key list` shows it.") var id: String
        @OptionGroup var options: DatabaseOptions

        func run() async throws {
            guard let id = ID<APIKey>(id) else { throw ValidationError("That is no id of a key.") }
            try await options.withStore { store in
                do throws(ReferralError) {
                    try await store.write { transaction throws(ReferralError) in
                        try AccessService(transaction).revokeKey(id)
                    }
                } catch .notFound {
                    throw ValidationError("There is no such key, or it is revoked already.")
                }
            }
            System.writeToStandardError(Array("Revoked \(id)\n".utf8))
        }
    }

    /// One line about a key.
    private static func describe(_ key: APIKey) -> String {
        let tenant = key.role.partnerID?.description ?? key.role.marketplaceID?.description ?? "-"
        let end = key.expiresAt.map { "expires \($0)" } ?? "never expires"
        return "\(key.id)  \(key.role.kind.rawValue)  \(tenant)  \(end)  \(key.name)"
    }
}

extension Role.Kind: ExpressibleByArgument {}
