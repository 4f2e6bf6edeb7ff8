import EventLoops
import Events
import Platform
import Providers
import Simulation

/// Listens to one call, and keeps what it said and when.
final class CallRecorder: ModelCallObserver {
    private let simulated: SimulatedEventLoop
    private let began: Instant
    private(set) var pieces: [(text: String, at: Duration)] = []
    private(set) var ends: [ModelCallEnd] = []
    private(set) var endedAt = Duration.zero

    init(on simulated: SimulatedEventLoop) {
        self.simulated = simulated
        began = simulated.clock.now()
    }

    var text: String { pieces.map(\.text).joined() }
    var end: ModelCallEnd? { ends.first }

    func callProduced(_ text: Span<UInt8>) {
        let text = String(decoding: text.indices.map { text[$0] }, as: UTF8.self)
        pieces.append((text, began.duration(to: simulated.clock.now())))
    }

    func callEnded(_ end: ModelCallEnd) {
        ends.append(end)
        endedAt = began.duration(to: simulated.clock.now())
    }
}

extension ModelCallEnd {
    var reason: FinishReason? {
        if case .finished(let reason, _) = self { reason } else { nil }
    }

    var fault: GenerationFault? {
        if case .failed(let fault, _) = self { fault } else { nil }
    }

    var usage: Usage {
        switch self {
        case .finished(_, let usage), .failed(_, let usage): usage
        }
    }
}
