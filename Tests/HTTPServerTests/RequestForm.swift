import HTTPServer
import Metrics
import Simulation
import Testing
import Verification

/// What a client sends, and what it must be answered however the network cuts it.
struct RequestForm: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let input: String
    /// Status and body of each answer; the body of a problem document is left out.
    let answers: [String]
    /// Whether the connection ends behind the last answer.
    var closes = false

    init(_ name: String, _ input: String, _ answers: [String], closes: Bool = false) {
        testDescription = name
        self.input = input
        self.answers = answers
        self.closes = closes
    }

    /// What came of it.
    struct Outcome: Equatable {
        var text: String
        var isOver: Bool
        /// What the service was told, in words.
        var exchanges: [String]
    }

    /// Made once: a form is tried hundreds of times, and no metric is looked at.
    private static let registry = Registry(loops: 1)
    private static let metrics = HTTPMetrics(registry)

    /// Sends the input in pieces, and a turn of the loop for each if they come one after the other.
    func outcome(_ pieces: [ArraySlice<UInt8>], turns: Bool) -> Outcome {
        let server = TestServer(registry: Self.registry, metrics: Self.metrics)
        for piece in pieces {
            server.stream.send(piece)
            if turns { server.simulated.settle() }
        }
        server.simulated.settle()
        let outcome = Outcome(
            text: server.stream.take(),
            isOver: server.isOver,
            exchanges: server.exchanges.map { "\($0.method) \($0.path) \($0.status) \($0.ending)" }
        )
        if closes {
            server.stream.send("GET / HTTP/1.1\r\nHost: late\r\n\r\n")
            server.simulated.settle()
            #expect(server.stream.take() == "", "nothing is answered after the last answer")
            server.advance(.seconds(3))
            #expect(server.stream.isClosed)
            #expect(server.service.connectionCount == 0)
            #expect(server.released == [TestServer.peer])
        }
        return outcome
    }

    /// Tries every cut, and checks that the answers are the expected ones and always the same.
    func verify(bodiless: Bool = false) {
        let input = Array(input.utf8)
        let whole = outcome([input[...]], turns: true)
        let responses = ParsedResponse.parse(whole.text, bodiless: bodiless)
        let words = responses.map { response in
            let isProblem = response.fields["content-type"] == "application/problem+json"
            return "\(response.status)" + (isProblem || response.body.isEmpty ? "" : " \(response.body)")
        }
        #expect(words == answers)
        #expect(responses.allSatisfy { $0.isWhole })
        #expect(whole.isOver == closes)
        #expect(whole.exchanges.count == responses.count { $0.status >= 200 })
        if closes { #expect(responses.last?.fields["connection"] == "close") }
        for turns in [true, false] {
            verifyChunking(of: input) { pieces in
                outcome(pieces, turns: turns)
            } check: { outcome, cut in
                #expect(outcome == whole, "\(cut)")
            }
        }
    }
}
