import Platform
import Simulation
import Verification

/// One client with a will of its own, drawn from a seed: what it asks, how fast it reads, and when it has had enough.
final class SimulatedClient {
    enum Request: CaseIterable {
        case stream, ownDialect, document, faultyInput, unknownPath, probe, scrape, halfARequest
    }

    enum Leaving: CaseIterable {
        case never, ends, resets
    }

    let request: Request
    let leaving: Leaving
    /// Everything it received.
    private(set) var received = ""
    /// Whether it left before the server had closed the connection or finished its answer.
    private(set) var hasLeft = false
    private let stream: SimulatedStream
    /// How much it reads before it leaves, and in each of its moments.
    private let patience: Int
    private var pace: Int

    init(_ stream: SimulatedStream, _ random: inout SeededRandomness) {
        self.stream = stream
        request = Request.allCases.randomElement(using: &random) ?? .stream
        leaving = Leaving.allCases.randomElement(using: &random) ?? .never
        patience = Int.random(in: 0...8_000, using: &random)
        pace = Bool.random(using: &random) ? .max : Int.random(in: 1...4_000, using: &random)
        if pace < .max { stream.window = pace }
    }

    func ask() {
        let body = #"{"topic":"rivers"}"#
        switch request {
        case .stream: post("/v1/pipelines/content/generations?dialect=penstock", body)
        case .ownDialect: post("/run/stream", body)
        case .document: post("/run", body)
        case .faultyInput: post("/run/stream", #"{"topic":7}"#)
        case .unknownPath: stream.send("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        case .probe: stream.send("GET /readyz?verbose HTTP/1.1\r\nHost: x\r\n\r\n")
        case .scrape: stream.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        case .halfARequest:
            stream.send("POST /run/stream HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nConte")
        }
    }

    /// Reads a bit, and leaves if it has had enough.
    func live() {
        guard !hasLeft, !stream.isClosed else { return }
        received += stream.take()
        if pace < .max { stream.open(window: pace) }
        guard leaving != .never, received.utf8.count >= patience, !isAnswered else { return }
        hasLeft = true
        if leaving == .ends { stream.end() } else { stream.reset() }
    }

    /// From now on it reads as fast as it can.
    func hurry() {
        pace = .max
        stream.open(window: .max)
    }

    /// Whether it has the whole of a streamed answer.
    var isAnswered: Bool { received.hasSuffix("\r\n0\r\n\r\n") }

    /// Whether its request opens an event stream.
    var opensStream: Bool { request == .stream || request == .ownDialect }

    private func post(_ target: String, _ body: String) {
        stream.send(
            "POST \(target) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }
}
