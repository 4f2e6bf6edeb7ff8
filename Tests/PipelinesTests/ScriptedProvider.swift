import EventLoops
import Events
import HTTPClient
import Platform
import Providers

/// A provider that says what the test makes it say.
final class ScriptedProvider: Provider, @unchecked Sendable {
    // @unchecked: a simulation runs on one thread.
    private(set) var calls: [ScriptedCall] = []

    func call(
        _ request: ModelRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        observer: any ModelCallObserver
    ) -> any ModelCall {
        let call = ScriptedCall(request, observer: observer)
        calls.append(call)
        return call
    }

    func trouble(at now: Instant) -> String? { nil }

    var running: Int { calls.count { $0.isRunning } }
}

/// One call to it.
final class ScriptedCall: ModelCall {
    let request: ModelRequest
    private(set) var wasCancelled = false
    private var observer: (any ModelCallObserver)?
    private var used: Usage

    init(_ request: ModelRequest, observer: any ModelCallObserver) {
        self.request = request
        self.observer = observer
        used = Usage(input: 10)
    }

    var isRunning: Bool { observer != nil }

    func say(_ text: String) {
        used.output += 1
        let bytes = Array(text.utf8)
        observer?.callProduced(bytes.span)
    }

    func finish(_ reason: FinishReason = .stop) {
        end(.finished(reason, used))
    }

    func fail(_ type: ErrorType, retryAfter: Duration? = nil) {
        end(.failed(GenerationFault(type, "It failed", retryAfter: retryAfter), used))
    }

    private func end(_ end: ModelCallEnd) {
        let observer = observer
        self.observer = nil
        observer?.callEnded(end)
    }

    func cancel() -> Usage {
        wasCancelled = true
        observer = nil
        return used
    }
}
