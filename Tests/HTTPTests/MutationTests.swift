import Fuzzing
import HTTP
import MalformedMessages
import Testing

// The invariant: any bytes come to requests and perhaps a `ProtocolError`, nothing else, and how they are cut
// does not matter. Messages that are nearly right find more than noise, so valid ones are damaged.

struct `Damaged bytes` {
    private static let seeds: [[UInt8]] = [
        "GET /v1/engagements?status=new&q=a%20b HTTP/1.1\r\nHost: h\r\nAccept: */*\r\n\r\n",
        "POST /v1/keys HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n",
        "OPTIONS * HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
        "GET http://example.com:80/a/b%C3%A4?c=d HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    ].map { Array($0.utf8) }

    private static let spices: [[UInt8]] = [
        "\r\n", "\n", "\r", " ", "\t", ":", ",", ";", "\0", "%", "%2F", "/", "..", "0", "F", "-1", "chunked",
        "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "Host: i\r\n", "HTTP/1.1", "GET / ",
        "\u{FF}",
    ].map { Array($0.utf8) }

    @Test(arguments: 0..<300) func `come to the same in every cut`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var limits = Limits()
        limits.target = 64
        limits.headerSection = 128
        limits.headerCount = 6
        limits.body = 32
        limits.chunkLine = 16
        for _ in 0..<20 {
            let bytes = Self.message(&random)
            let whole = outcome(of: bytes, limits: limits)
            #expect(outcome(of: bytes, cutAt: Array(0..<bytes.count), limits: limits) == whole, "\(bytes)")
            for count in [1, 3, 10] {
                let cuts = (0..<count).map { _ in Int.random(in: 0...bytes.count, using: &random) }.sorted()
                #expect(outcome(of: bytes, cutAt: cuts, limits: limits) == whole, "\(bytes) cut at \(cuts)")
            }
        }
    }

    @Test func `of the table come to the same behind any one cut, and behind other messages`() {
        for message in Malformed.all where message.bytes.count < 2_000 {
            let whole = outcome(of: message.bytes)
            for cut in message.bytes.indices {
                #expect(outcome(of: message.bytes, cutAt: [cut]) == whole, "\(message) cut at \(cut)")
            }
            let valid = Self.seeds[0] + Self.seeds[1]
            var expected = outcome(of: valid)
            expected.refusal = whole.refusal
            #expect(outcome(of: valid + message.bytes) == expected, "\(message)")
        }
    }

    @Test(arguments: 0..<100) func `are held no longer than they are needed`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<20 {
            let bytes = Self.message(&random)
            var parser = RequestParser()
            for byte in bytes {
                parser.append([byte].span)
                do throws(ProtocolError) {
                    while try parser.next() != nil {}
                } catch {
                    #expect(parser.heldBytes == 0)
                    break
                }
                #expect(parser.heldBytes <= 16_384)
            }
        }
    }

    /// Two messages behind each other, mostly valid ones, with up to four changes.
    private static func message(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
        let others = Int.random(in: 0..<4, using: &random) == 0 ? Malformed.all.map(\.bytes) : seeds
        bytes += others[Int.random(in: 0..<others.count, using: &random)].prefix(500)
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            let start = Int.random(in: 0...bytes.count, using: &random)
            let end = Int.random(in: start...min(start + 8, bytes.count), using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: start)
            default:
                bytes.insert(contentsOf: spices[Int.random(in: 0..<spices.count, using: &random)], at: start)
            }
        }
        return bytes
    }
}
