import Bytes
import EventLoops
import Events
import HTTPClient
import Platform

@testable import Providers

/// A provider that keeps its own books, as a vendor does: it counts tokens by a tokeniser of its own, and does not always
/// say how many there were.
final class MeteredProvider: Provider, @unchecked Sendable {
    // @unchecked: a simulation runs on one thread.

    /// What the provider has counted of one call, and what it has said of it.
    struct Bill {
        let model: String
        let used: Usage
        /// Nil where it has not said it; then this is what is thought instead.
        let estimate: Usage?
    }

    fileprivate(set) var bills: [Bill] = []
    private var random: SeededRandomness

    init(seed: UInt64) {
        random = SeededRandomness(seed: seed)
    }

    func call(
        _ request: ModelRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        observer: any ModelCallObserver
    ) -> any ModelCall {
        MeteredCall(request, of: self, SeededRandomness(seed: random.next()), on: loop, observer: observer)
    }

    func trouble(at now: Instant) -> String? { nil }
}

/// One call to it.
private final class MeteredCall: ModelCall {
    private enum Course: CaseIterable {
        case answers
        case isCut
        case breaks
        case refuses
        case saysNothingMore
    }

    private let request: ModelRequest
    private let provider: MeteredProvider
    private let course: Course
    private let promptBytes: Int
    private var answerBytes = 0
    private var piecesLeft: Int
    private var used = Usage()
    private var random: SeededRandomness
    private var observer: (any ModelCallObserver)?
    private var timer: LoopTimer?

    init(
        _ request: ModelRequest,
        of provider: MeteredProvider,
        _ random: SeededRandomness,
        on loop: EventLoop,
        observer: any ModelCallObserver
    ) {
        self.request = request
        self.provider = provider
        self.observer = observer
        self.random = random
        promptBytes = request.prompt.utf8.count
        let isFine = Bool.random(using: &self.random)
        course = isFine ? .answers : Course.allCases.randomElement(using: &self.random) ?? .answers
        piecesLeft = Int.random(in: 0...5, using: &self.random)
        // Its tokens are shorter than those that nobody has counted are thought to be, and of all kinds.
        used.input = promptBytes / 3 + 2
        used.cachedInput = Int.random(in: 0...700, using: &self.random)
        used.cacheWrite = Int.random(in: 0...70, using: &self.random)
        used.reasoning = Int.random(in: 0...90, using: &self.random)
        timer = LoopTimer(on: loop) { [unowned self] in proceed() }
        timer?.arm(after: .milliseconds(Int.random(in: 0...900, using: &self.random)))
    }

    private func proceed() {
        guard let observer else { return }
        if course == .refuses {
            used = Usage()
            return end(.failed(GenerationFault(.providerOverloaded, "Too much"), used), said: true)
        }
        guard piecesLeft > 0 else { return finish() }
        piecesLeft -= 1
        let piece = Array(repeating: UInt8(ascii: "x"), count: Int.random(in: 1...40, using: &random))
        answerBytes += piece.count
        used.output += piece.count / 2 + 1
        observer.callProduced(piece.span)
        timer?.arm(after: .milliseconds(Int.random(in: 0...1_500, using: &random)))
    }

    private func finish() {
        switch course {
        case .answers: end(.finished(.stop, used), said: true)
        case .isCut: end(.failed(GenerationFault(.providerTruncated, "Cut"), used), said: true)
        case .breaks: end(.failed(GenerationFault(.providerConnection, "Broken"), estimate), said: false)
        case .refuses, .saysNothingMore: break
        }
    }

    private var estimate: Usage { .estimate(promptBytes: promptBytes, answerBytes: answerBytes) }

    private func end(_ end: ModelCallEnd, said: Bool) {
        bill(said: said)
        let observer = observer
        self.observer = nil
        observer?.callEnded(end)
    }

    private func bill(said: Bool) {
        timer?.disarm()
        let model = request.model.description
        provider.bills.append(
            MeteredProvider.Bill(model: model, used: used, estimate: said ? nil : estimate)
        )
    }

    func cancel() -> Usage {
        observer = nil
        bill(said: false)
        return estimate
    }
}
