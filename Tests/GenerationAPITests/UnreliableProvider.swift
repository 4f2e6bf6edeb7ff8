import EventLoops
import Events
import HTTPClient
import JSON
import Platform
import Providers

/// A provider whose every call takes a course of its own, drawn from a seed; it knows what it has said.
final class UnreliableProvider: Provider, @unchecked Sendable {
    // @unchecked: a simulation runs on one thread.
    private var random: SeededRandomness
    /// Share of the calls that simply answer.
    private let reliability: Double
    /// Answers some of the calls in its own way.
    private let simulator: Simulator
    /// Whether it says nothing to whoever calls it now.
    var isSilent = false
    private(set) var started = 0
    private(set) var running = 0
    /// By `PROVIDER/MODEL`.
    private(set) var used: [String: Usage] = [:]
    /// What all calls come to by the prices of ``prices``, in nano-dollars.
    private(set) var billed = 0

    /// A token of input costs 3 nano-dollars and one of output 50; what the other provider sells has no price.
    static let prices = "prices: [{model: '*', provider: simulator, input: 0.003, output: 0.05}]"

    init(seed: UInt64, reliability: Double) {
        random = SeededRandomness(seed: seed)
        self.reliability = reliability
        var settings = SimulatorSettings()
        settings.seed = seed
        settings.tokensAtOnce = 6
        settings.outputTokens = 20
        let share = (1 - reliability) / 5
        settings.failures.error = share
        settings.failures.stall = share
        settings.failures.rateLimit = share
        settings.failures.cut = share
        settings.failures.invalidJSON = share
        simulator = Simulator(settings)
    }

    func call(
        _ request: ModelRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        observer: any ModelCallObserver
    ) -> any ModelCall {
        started += 1
        running += 1
        let metered = MeteredCall(of: observer) { [self] usage in
            running -= 1
            used[request.model.description, default: Usage()] += usage
            if request.model.provider == "simulator" {
                billed += 3 * usage.inputTotal + 50 * usage.outputTotal
            }
        }
        guard !isSilent else { return metered }
        if Int.random(in: 0..<4, using: &random) == 0 {
            metered.call = simulator.call(request, on: loop, by: upstream, observer: metered)
        } else {
            metered.call = UnreliableCall(
                request,
                reliability: reliability,
                SeededRandomness(seed: random.next()),
                on: loop,
                observer: metered
            )
        }
        return metered
    }

    func trouble(at now: Instant) -> String? { nil }
}

/// A call, and whoever has to know what it has used when it is over.
private final class MeteredCall: ModelCall, ModelCallObserver {
    var call: (any ModelCall)?
    private var observer: (any ModelCallObserver)?
    private let ended: (Usage) -> Void

    init(of observer: any ModelCallObserver, ended: @escaping (Usage) -> Void) {
        self.observer = observer
        self.ended = ended
    }

    func callProduced(_ text: Span<UInt8>) {
        observer?.callProduced(text)
    }

    func callEnded(_ end: ModelCallEnd) {
        guard let observer else { return }
        self.observer = nil
        call = nil
        switch end {
        case .finished(_, let usage), .failed(_, let usage): ended(usage)
        }
        observer.callEnded(end)
    }

    func cancel() -> Usage {
        observer = nil
        let usage = call.take()?.cancel() ?? Usage()
        ended(usage)
        return usage
    }
}
