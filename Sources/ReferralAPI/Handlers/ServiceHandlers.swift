import CResources
import HTTP
import JSON
import Referrals

/// What is served without a key: health, the contract, and a page for each problem.
enum ServiceHandlers {
    static let routes: [Route] = [
        .get("/livez", .open) { exchange in exchange.hashed(status("alive")) },
        .get("/readyz", .open, readiness),
        .get("/openapi.yaml", .open, produces: [.yaml]) { exchange in
            exchange.hashed(openAPIInYAML, as: .yaml, isPublic: true)
        },
        .get("/openapi.json", .open) { exchange in exchange.hashed(openAPIInJSON, isPublic: true) },
        .get("/problems/{code}", .open, produces: [.html, .json]) { exchange in
            guard let code = ProblemCode(rawValue: exchange.pathParameters[0]) else { throw Problem.notFound }
            let type = Accept(exchange.request.fields.ascii("accept")).best(of: [.html, .json]) ?? .html
            return exchange.hashed(
                type == .json ? ProblemPage.json(code) : ProblemPage.html(code), as: type, isPublic: true)
        },
    ]

    private static let openAPIInYAML = bytes(.openAPIYAML)
    private static let openAPIInJSON = bytes(.openAPIJSON)

    private static func bytes(_ resource: Resource) -> [UInt8] {
        (0..<resource_size(resource)).map { resource_byte(resource, $0) }
    }

    private static func status(_ word: String) -> [UInt8] {
        JSONWriter.bytes { $0.member("status", word) }
    }

    /// 503 while the service stops or a part is not as it must be. Only operators see which part.
    private static func readiness(_ exchange: Exchange) async throws -> Reply {
        let parts = await exchange.services.status.parts()
        let isReady = !exchange.services.status.isStopping() && parts.allSatisfy(\.isReady)
        let body = JSONWriter.bytes { json in
            json.member("status", isReady ? "ready" : "unavailable")
            if exchange.caller?.role == .operator { write(parts, to: &json) }
        }
        guard !isReady else { return exchange.hashed(body) }
        var reply = Reply(.serviceUnavailable, body: .bytes(body))
        reply.retryAfter = 1
        return reply
    }

    private static func write(_ parts: [ServiceStatus.Part], to json: inout JSONWriter) {
        json.object("parts") { json in
            for part in parts {
                json.object(part.name) { json in
                    json.member("status", part.word)
                    json.member("detail", part.detail)
                }
            }
        }
    }
}

/// What a problem means and what to do about it: the page that its `type` leads to.
private enum ProblemPage {
    static func json(_ code: ProblemCode) -> [UInt8] {
        JSONWriter.bytes { json in
            json.member("code", code.rawValue)
            json.member("status", code.status)
            json.member("title", code.title)
            json.member("advice", code.advice)
        }
    }

    static func html(_ code: ProblemCode) -> [UInt8] {
        let advice = code.advice.replacing("<", with: "&lt;")
        return Array(
            """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <title>\(code.title)</title>
            <h1>\(code.title)</h1>
            <p><code>\(code.rawValue)</code>, status \(code.status)</p>
            <p>\(advice)</p>
            </html>

            """.utf8)
    }
}
