import Dialects
import Platform
import Simulation
import Verification

/// One client with a will of its own, drawn from a seed: what it asks, how fast it reads, and when it has had enough.
///
/// It asks once; who leaves and comes back is a `ResumingReader`.
final class SimulatedClient {
    enum Request: CaseIterable {
        case ownRoute, ownRouteToo, document, faultyInput, unknownPath, unknownGeneration, probe, scrape,
            list,
            halfARequest
    }

    enum Leaving: CaseIterable {
        case never, neverEither, ends, resets
        /// Its connection stays, and nobody is there.
        case vanishes
    }

    let request: Request
    let leaving: Leaving
    let order: GenerationOrder
    /// Everything it received.
    private(set) var received = ""
    /// Whether it left before the server had closed the connection or finished its answer.
    private(set) var hasLeft = false
    let stream: SimulatedStream
    /// How much it reads before it leaves, and in each of its moments.
    private let patience: Int
    private(set) var pace: Int
    private let keepsUp: Bool

    init(_ stream: SimulatedStream, of pipelines: [String], _ random: inout SeededRandomness) {
        self.stream = stream
        request = Request.allCases.randomElement(using: &random) ?? .ownRoute
        leaving = Leaving.allCases.randomElement(using: &random) ?? .never
        order = GenerationOrder(&random, of: pipelines, own: true)
        patience = Int.random(in: 0...4_000, using: &random)
        keepsUp = Bool.random(using: &random)
        pace = keepsUp ? .max : Int.random(in: 1...2_000, using: &random)
        if pace < .max { stream.window = pace }
    }

    func ask() {
        switch request {
        case .ownRoute, .ownRouteToo: post(order.target, order.body, order.fields)
        case .document: post(order.target, order.body, order.fields + "Accept: application/json\r\n")
        case .faultyInput: post("/v1/pipelines/\(order.pipeline)/generations", #"{"topic":7}"#)
        case .unknownPath: get("/nothing")
        case .unknownGeneration: get("/v1/generations/01a1f9cd-272c-7aa5-804f-905f47212066/events")
        case .probe: get("/readyz?verbose")
        case .scrape: get("/metrics")
        case .list: get("/v1/generations")
        case .halfARequest:
            stream.send(
                "POST /v1/pipelines/content/generations HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nConte"
            )
        }
    }

    /// Reads a bit, and leaves if it has had enough.
    func live() {
        guard !hasLeft, !stream.isClosed || !stream.received.isEmpty else { return }
        received += stream.take()
        if pace < .max { stream.open(window: pace) }
        guard !isLoyal, received.utf8.count >= patience, !isAnswered else { return }
        hasLeft = true
        switch leaving {
        case .ends: stream.end()
        case .vanishes: stream.window = 0
        default: stream.reset()
        }
    }

    private var isLoyal: Bool { leaving == .never || leaving == .neverEither }

    /// From now on it reads as fast as it can.
    func hurry() {
        pace = .max
        if !hasLeft { stream.open(window: .max) }
    }

    /// Whether its request begins a generation.
    var begins: Bool { request == .ownRoute || request == .ownRouteToo || request == .document }

    /// Whether its request opens an event stream.
    var opensStream: Bool {
        begins && order.isStream && (request != .document || !order.target.hasPrefix("/v1/"))
    }

    var answer: SimulatedServer.Answer { SimulatedServer.Answer(text: received) }

    /// Whether it has the head of its answer.
    var isAddressed: Bool { received.contains("\r\n\r\n") }

    /// Whether it was told that nothing may begin now.
    var isRefused: Bool {
        (begins || request == .faultyInput) && isAddressed && answer.status == 503
            && answer.field("Generation-ID") == nil
    }

    /// Whether it has the whole of a streamed answer.
    var isAnswered: Bool { received.hasSuffix("\r\n0\r\n\r\n") }

    /// Whether it gets each event of its stream by itself.
    var seesEachEvent: Bool { keepsUp }

    private func get(_ target: String) {
        stream.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
    }

    private func post(_ target: String, _ body: String, _ fields: String = "") {
        stream.send(
            "POST \(target) HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\(fields)"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }
}
