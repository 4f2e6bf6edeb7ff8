import Bytes
import EventLoops
import Events
import JSON
import Platform

@testable import Providers

/// One call that answers at a pace of its own, and may go wrong behind any of its pieces.
final class UnreliableCall: ModelCall {
    /// How it ends, if not by itself.
    private enum Misfortune {
        case fault(ErrorType)
        /// Nothing follows any more.
        case silence
        case finish(FinishReason)
        /// It begins with words that are no JSON.
        case preamble
        /// Its JSON stands in a code fence.
        case fence
    }

    private let loop: EventLoop
    private var observer: (any ModelCallObserver)?
    private var timer: LoopTimer?
    private var random: SeededRandomness
    private var text: SimulatedText?
    private let interval: Duration
    private var tokensLeft: Int
    private let misfortune: Misfortune?
    private var piecesLeft: Int
    private var hasBegun = false
    private var usage = Usage(input: 11)

    private static let intervals: [Duration] = [
        .zero, .zero, .milliseconds(5), .milliseconds(40), .milliseconds(40), .milliseconds(300), .seconds(3),
    ]

    init(
        _ request: ModelRequest,
        reliability: Double,
        _ random: SeededRandomness,
        on loop: EventLoop,
        observer: any ModelCallObserver
    ) {
        self.loop = loop
        self.observer = observer
        self.random = random
        interval = Self.intervals.randomElement(using: &self.random) ?? .zero
        let isReliable = Double.random(in: 0..<1, using: &self.random) < reliability
        misfortune = isReliable ? nil : Self.misfortune(&self.random)
        piecesLeft = Int.random(in: 0...12, using: &self.random)
        let isJSON = request.schema != nil
        tokensLeft = min(
            isJSON ? .max : Int.random(in: 1...40, using: &self.random),
            request.maxOutputTokens ?? .max
        )
        text = try? SimulatedText(answering: request, SeededRandomness(seed: self.random.next()))
        timer = LoopTimer(on: loop) { [unowned self] in produce() }
        timer?.arm(after: .milliseconds([0, 20, 200, 900].randomElement(using: &self.random) ?? 0))
    }

    deinit {
        timer?.disarm()
    }

    func cancel() -> Usage {
        timer?.disarm()
        observer = nil
        return usage
    }

    private static func misfortune(_ random: inout SeededRandomness) -> Misfortune {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: .silence
        case 1: .finish(.length)
        case 2: .finish(.contentFilter)
        case 3: .preamble
        case 4: .fence
        // A broken connection, and an answer without its end, are what happens most.
        case 5: .fault(.providerConnection)
        case 6, 7: .fault(.providerTruncated)
        default:
            .fault(
                ErrorType.allCases.filter { $0.rawValue.hasPrefix("provider_") }.randomElement(using: &random)
                    ?? .other
            )
        }
    }

    private func produce() {
        guard let observer else { return }
        var piece = ByteBuffer()
        if let misfortune, suffer(misfortune, &piece) { return }
        piecesLeft -= 1
        var isOver = false
        for _ in 0..<Int.random(in: 1...16, using: &random) where !isOver {
            isOver = tokensLeft == 0 || text?.appendNext(to: &piece) != true
            if !isOver {
                tokensLeft -= 1
                usage.output += 1
            }
        }
        hasBegun = true
        if !piece.isEmpty { piece.withSpan { observer.callProduced($0) } }
        // What it said may have been so wrong that it was called off.
        guard self.observer != nil else { return }
        if isOver { end(.finished(.stop, usage)) } else { timer?.arm(after: interval) }
    }

    /// Whether nothing follows.
    private func suffer(_ misfortune: Misfortune, _ piece: inout ByteBuffer) -> Bool {
        switch misfortune {
        case .preamble:
            if !hasBegun { piece.append("Certainly! ") }
            return false
        case .fence:
            if !hasBegun { piece.append("```json\n") }
            return false
        case .silence, .fault, .finish:
            guard piecesLeft <= 0 else { return false }
        }
        switch misfortune {
        case .fault(let type): end(.failed(GenerationFault(type, "It failed, as was drawn"), usage))
        case .finish(let reason): end(.finished(reason, usage))
        case .silence, .preamble, .fence: break
        }
        return true
    }

    private func end(_ end: ModelCallEnd) {
        timer?.disarm()
        let observer = observer
        self.observer = nil
        observer?.callEnded(end)
    }
}
