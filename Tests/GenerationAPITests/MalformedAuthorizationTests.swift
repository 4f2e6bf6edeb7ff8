import Authentication
import Platform
import Simulation
import Testing

@testable import GenerationAPI

/// Whatever stands in `Authorization`, nobody comes in by it who has no key, and everybody else still does.
@Suite struct MalformedAuthorizationTests {
    private static let key = GuardedServer.text(of: .anna)
    /// What a field's value may hold at all (RFC 9110 section 5.5).
    private static let bytes: [UInt8] = [0x09] + Array(0x20...0x7E) + Array(0x80...0xFF)

    private static func noise(_ count: Int, _ random: inout SeededRandomness) -> [UInt8] {
        (0..<count).map { _ in bytes[Int.random(in: 0..<bytes.count, using: &random)] }
    }

    /// One or more values, none of them the right one by itself.
    private static func values(_ random: inout SeededRandomness) -> [[UInt8]] {
        let right = Array("Bearer \(key)".utf8)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return [noise(Int.random(in: 0...40, using: &random), &random)]
        case 1: return [Array("Bearer ".utf8) + noise(Int.random(in: 0...200, using: &random), &random)]
        case 2: return [Array(right.prefix(Int.random(in: 0..<right.count, using: &random)))]
        case 3: return [right + noise(Int.random(in: 1...4, using: &random), &random)]
        case 4:
            var changed = right
            for _ in 0...Int.random(in: 0...3, using: &random) {
                changed[Int.random(in: 0..<right.count, using: &random)] = noise(1, &random)[0]
            }
            return [changed]
        case 5:
            let schemes = ["Basic", "Digest", "Token", "Bearer:", "Bear", "Bearer,", "", "Negotiate", "pk_"]
            return [
                Array(schemes[Int.random(in: 0..<schemes.count, using: &random)].utf8) + right.dropFirst(6)
            ]
        case 6: return [right, Bool.random(using: &random) ? right : noise(20, &random)]
        default:
            let count = Int.random(in: 100...4_000, using: &random)
            return [
                Array("Bearer pk_".utf8)
                    + (0..<count).map { _ in UInt8.random(in: 0x61...0x7A, using: &random) }
            ]
        }
    }

    /// Whether it is the right key after all, as a blank more or another case of `Bearer` leave it.
    private static func isRight(_ values: [[UInt8]]) -> Bool {
        guard values.count == 1 else { return false }
        let value = Array(values[0].reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed())
        let start = value.firstIndex { $0 != 0x20 && $0 != 0x09 } ?? 0
        return AccessKey(authorization: value.span.extracting(start..<value.count))?.text == key
    }

    @Test func tenThousandOfThemAllGet401() throws {
        let guarded = try GuardedServer()
        let server = guarded.server
        var random = SeededRandomness(seed: 20_261_121)
        var asked = 0
        while asked < 10_000 {
            let stream = server.connect()
            server.loops.settle()
            for _ in 0..<100 {
                let values = Self.values(&random)
                if Self.isRight(values) { continue }
                asked += 1
                stream.send("GET /v1/generations HTTP/1.1\r\nHost: a\r\n")
                for value in values {
                    stream.send(Array("Authorization: ".utf8) + value + Array("\r\n".utf8))
                }
                stream.send("\r\n")
                server.loops.settle()
                let answer = stream.take()
                guard answer.hasPrefix("HTTP/1.1 401 ") else {
                    Issue.record(
                        "\(values.map { String(decoding: $0, as: UTF8.self) }): \(answer.prefix(300))"
                    )
                    return
                }
            }
            #expect(!stream.isClosed)
            stream.end()
            server.loops.settle()
        }
        #expect(guarded.ask("GET", "/v1/generations", as: .anna).status == 200)
        let malformed = server.metrics.sum("penstock_authentications_total", #"outcome="malformed""#)
        let unknown = server.metrics.sum("penstock_authentications_total", #"outcome="unknown""#)
        #expect(malformed + unknown == Double(asked) && unknown > 0)
        _ = server.stop()
    }
}
