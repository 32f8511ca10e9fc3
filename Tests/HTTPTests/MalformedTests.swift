import Fuzzing
import HTTP
import MalformedMessages
import Testing

// Every row of the table, whole, byte by byte and with bytes behind. `WireTests` sends the same rows to a running
// service.

struct `A malformed message` {
    @Test(arguments: Malformed.requestLines) func `has no method, target and version`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test(arguments: Malformed.versions) func `has no version that is spoken`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test(arguments: Malformed.lineEnds) func `does not end its lines with CR LF`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test(arguments: Malformed.targetForms) func `has a target of none of the four forms`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test(arguments: Malformed.targetContents)
    func `has a target that holds what no path and query holds`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test(arguments: Malformed.fieldLines) func `has a line that is no field`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test(arguments: Malformed.hosts) func `does not name one host`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test(arguments: Malformed.expectations) func `expects what is not known`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test(arguments: Malformed.lengths) func `has no one length`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test(arguments: Malformed.codings) func `has a coding other than chunked, once`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test(arguments: Malformed.chunks) func `breaks the chunked coding`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test(arguments: Malformed.excesses) func `exceeds a limit`(_ message: Malformed) throws {
        try Self.expectRefused(message)
    }

    @Test func `is one of 150 and more, all different, each with its section`() {
        #expect(Malformed.all.count >= 150)
        #expect(Set(Malformed.all.map(\.bytes)).count == Malformed.all.count)
        for message in Malformed.all {
            #expect(message.section.contains(/^(9110|9112|3986|3629|6585) \d+(\.\d+)*$/), "\(message)")
        }
        let statuses: Set = [400, 413, 414, 417, 431, 501, 505]
        #expect(Set(Malformed.all.map(\.status)) == statuses)
        // A peer that is slow or one too many is refused without being malformed.
        let kinds = Set(ProtocolError.Kind.allCases).subtracting([.timeout, .overloaded])
        #expect(Set(Malformed.all.map(\.kind)) == kinds)
    }

    private static func expectRefused(_ message: Malformed) throws {
        let outcome = try #require(check(message.bytes), "the cut changes the outcome")
        #expect(outcome == Outcome(refusal: message.kind))
        #expect(ProtocolError(message.kind).status.code == message.status)
    }
}
