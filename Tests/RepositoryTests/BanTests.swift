import Testing

/// A token that stands nowhere, or only in some places, and what to do instead.
struct Ban: Sendable, CustomTestStringConvertible {
    let token: String
    let folders: [String]
    let exceptions: [String]
    let cure: String
    var testDescription: String { token }

    init(_ token: String, in folders: [String] = ["Sources", "Tests"], except: [String] = [], _ cure: String) {
        self.token = token
        self.folders = folders
        self.exceptions = except
        self.cure = cure
    }
}

/// Where pointers of SQLite, the kernel and libcurl are met. Tests may meet them too.
private let unsafeFolders = ["Sources/SQLite/", "Sources/HTTPServer/", "Sources/Delivery/"]

/// Who may read the machine's clocks and random numbers: deadlines of connections and of batches, and the place that
/// makes the `Environment`.
private let clockReaders = ["Sources/HTTPServer/", "Sources/SQLite/", "Sources/referrals/"]

private let bans = [
    Ban(
        "unsafe", in: ["Sources"], except: unsafeFolders,
        "only SQLite, HTTPServer and Delivery touch memory: use Span, Array, or a call of theirs"),
    Ban("@unchecked", except: unsafeFolders, "use Mutex, Atomic or a value type"),
    Ban("nonisolated(unsafe)", except: unsafeFolders, "use Mutex, Atomic or a value type"),
    Ban("try!", "use try, do and catch, or try #require in a test"),
    Ban("as!", "use as? and guard, or an enum that needs no cast"),
    Ban(
        "fatalError", in: ["Sources"], except: ["Sources/HTTPServer/Signals.swift"],
        "use precondition for what the program got wrong, throw for everything else"),
    Ban("sleep", in: ["Tests"], "wait for the event, or pass the clock in"),
    Ban("usleep", in: ["Tests"], "wait for the event, or pass the clock in"),
    Ban("nanosleep", in: ["Tests"], "wait for the event, or pass the clock in"),
    Ban("print", in: ["Sources"], except: ["Sources/referrals/Commands/"], "use the logger"),
    Ban("clock_gettime", in: ["Sources"], except: clockReaders, "use Environment.now"),
    Ban("ContinuousClock", in: ["Sources"], except: clockReaders, "use Environment.now"),
    Ban("SuspendingClock", in: ["Sources"], except: clockReaders, "use Environment.now"),
    Ban("SystemRandomNumberGenerator", in: ["Sources"], except: clockReaders, "use Environment.random"),
]

@Suite struct `The code does without` {
    @Test(arguments: bans) func `what is banned`(_ ban: Ban) {
        let files = Tree.swift.filter { file in
            ban.folders.contains { file.path.hasPrefix($0 + "/") }
                && !ban.exceptions.contains(where: file.path.hasPrefix)
        }
        expectNone(
            of: files.flatMap { file in file.lines(with: ban.token).map { "\(file.path):\($0)" } },
            "no \(ban.token) here: \(ban.cure)")
    }

    @Test func `exceptions that nothing uses`() {
        let exceptions = Set(bans.flatMap(\.exceptions))
        expectNone(
            of: exceptions.filter { exception in !Tree.swift.contains { $0.path.hasPrefix(exception) } },
            "gone: remove it from the exceptions in BanTests.swift")
    }

    @Test func `SQL outside the store`() {
        let files = Tree.swift.filter {
            $0.path.hasPrefix("Sources/") && !["SQLite", "ReferralStore"].contains($0.module)
        }
        let found = files.flatMap { file in
            file.statements.map { "\(file.path):\($0.line)" }
        }
        expectNone(
            of: found, "SQL stands in ReferralStore and migrations alone: ask the store for what you need")
    }

    @Test func `notes of what is still to do`() throws {
        let markers = ["TODO", "FIXME"]
        var found = Tree.swift.flatMap { file in
            file.comments.filter { comment in markers.contains { comment.text.contains($0) } }
                .map { "\(file.path):\($0.line)" }
        }
        for path in Tree.files(under: "migrations", "sql") + Tree.files(under: "Sources", "c", "h") {
            let text = try Tree.text(of: path)
            if markers.contains(where: text.contains) { found.append(path) }
        }
        expectNone(of: found, "do it now, or open an issue and take the note out")
    }
}
