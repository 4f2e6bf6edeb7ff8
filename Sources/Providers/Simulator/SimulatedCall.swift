internal import Bytes
internal import EventLoops
internal import Events
internal import JSON
internal import Platform

/// One call to the simulator: a timer that produces tokens, and the way it is going to go wrong, if it is.
final class SimulatedCall: ModelCall {
    private enum Misfortune: Equatable {
        case error
        case stall
        case rateLimit
        case cut
        case invalidJSON
    }

    // What every token touches stands together: with thousands of calls each cache line is a wait.
    private let loop: EventLoop
    private var observer: (any ModelCallObserver)?
    private var timer: LoopTimer?
    private var due: Instant
    private let tokensAtOnce: Int
    /// From one time that tokens come to the next; nil for as fast as the loop turns.
    private let interval: Duration?
    private let limit: Int
    private var text: SimulatedText?
    private let misfortune: Misfortune?
    /// The token before which the misfortune happens.
    private var misfortuneAt = 0
    private var usage: Usage

    private let endsByLength: Bool
    /// What is said of prose, at most, before it goes wrong.
    private static let proseTokensIntact = 40
    /// Why it cannot even begin.
    private var refusal: GenerationFault?
    private var random: SeededRandomness

    init(
        _ request: ModelRequest,
        _ settings: SimulatorSettings,
        _ random: SeededRandomness,
        on loop: EventLoop,
        observer: any ModelCallObserver
    ) {
        self.loop = loop
        tokensAtOnce = settings.tokensAtOnce
        interval = settings.tokensPerSecond.map { .seconds(Double(settings.tokensAtOnce) / $0) }
        self.observer = observer
        self.random = random
        misfortune = Self.draw(settings.failures, &self.random, isJSON: request.schema != nil)
        // A model cannot say more than it may, and prose ends by itself.
        let proseTokens = request.schema == nil ? settings.outputTokens : .max
        limit = min(proseTokens, request.maxOutputTokens ?? .max)
        endsByLength = request.maxOutputTokens.map { $0 < proseTokens } ?? false
        let place = self.random.next()
        usage = Usage(input: Self.tokens(in: request))
        due = loop.now.advanced(by: settings.firstToken)
        do throws(JSONSchema.SampleFault) {
            text = try SimulatedText(answering: request, SeededRandomness(seed: self.random.next()))
        } catch {
            refusal = GenerationFault(
                .providerRefusedRequest,
                "The simulator cannot make an answer for this schema: \(error.path) \(error.reason)"
            )
        }
        // Early enough to happen, however short the answer is; anywhere in a document, so that what is complete of it can
        // be gone on with. Who is asked too much says so at once.
        let placesMax = request.schema == nil ? Self.proseTokensIntact : .max
        let places = UInt64(min(limit, text?.tokensMin ?? 0, placesMax) + 1)
        misfortuneAt = misfortune == .rateLimit ? 0 : Int(place % places)
        timer = LoopTimer(on: loop) { [unowned self] in produce() }
        timer?.arm(at: due)
    }

    deinit {
        timer?.disarm()
    }

    func cancel() -> Usage {
        timer?.disarm()
        observer = nil
        return usage
    }

    private func produce() {
        if text == nil, let refusal { return end(.failed(refusal, usage)) }
        var token = loop.buffers.take()
        produce(&token)
        loop.buffers.give(token)
    }

    private func produce(_ token: inout ByteBuffer) {
        for _ in 0..<tokensAtOnce {
            guard let observer else { return }
            if let misfortune, usage.output >= misfortuneAt, !suffer(misfortune) { return }
            guard usage.output < limit else {
                return end(.finished(endsByLength ? .length : .stop, usage))
            }
            token.removeAll()
            guard text?.appendNext(to: &token) == true else { return end(.finished(.stop, usage)) }
            usage.output += 1
            token.withSpan { observer.callProduced($0) }
        }
        guard observer != nil else { return }
        due = interval.map { due.advanced(by: $0) } ?? loop.now
        timer?.arm(at: due)
    }

    /// Lets the misfortune happen, and says whether the call goes on nevertheless.
    private func suffer(_ misfortune: Misfortune) -> Bool {
        switch misfortune {
        case .error:
            end(
                .failed(
                    GenerationFault(.providerServerError, "The simulator failed, as it was told to"),
                    usage
                )
            )
        case .rateLimit:
            end(
                .failed(
                    GenerationFault(.providerRateLimited, "The simulator is too busy, as it was told to be"),
                    usage
                )
            )
        case .cut:
            end(
                .failed(
                    GenerationFault(.providerTruncated, "The simulator broke off, as it was told to"),
                    usage
                )
            )
        case .stall:
            timer?.disarm()
        case .invalidJSON:
            // The rest is what chatty models put around their JSON.
            text = .document(Array("… I hope this helps!".utf8), next: 0, random)
            misfortuneAt = .max
            return true
        }
        return false
    }

    private func end(_ end: ModelCallEnd) {
        timer?.disarm()
        let observer = observer
        self.observer = nil
        observer?.callEnded(end)
    }

    private static func draw(
        _ failures: SimulatorSettings.Failures,
        _ random: inout SeededRandomness,
        isJSON: Bool
    ) -> Misfortune? {
        var share = Double.random(in: 0..<1, using: &random)
        let shares: [(Misfortune, Double)] = [
            (.error, failures.error), (.stall, failures.stall), (.rateLimit, failures.rateLimit),
            (.cut, failures.cut), (.invalidJSON, isJSON ? failures.invalidJSON : 0),
        ]
        for (misfortune, part) in shares {
            if share < part { return misfortune }
            share -= part
        }
        return nil
    }

    /// What tokenisers make of English, roughly.
    private static func tokens(in request: ModelRequest) -> Int {
        ((request.system?.utf8.count ?? 0) + request.prompt.utf8.count + 3) / 4
    }
}
