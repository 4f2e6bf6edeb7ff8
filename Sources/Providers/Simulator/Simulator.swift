internal import Bytes
package import EventLoops
package import HTTPClient
package import Platform

/// A provider that needs no key and no network: it answers by itself, deterministically from its seed, token by token
/// at a set pace, and says that it does.
package struct Simulator: Provider {
    private let settings: SimulatorSettings

    package init(_ settings: SimulatorSettings = SimulatorSettings()) {
        self.settings = settings
    }

    package func call(
        _ request: ModelRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        observer: any ModelCallObserver
    ) -> any ModelCall {
        let random = SeededRandomness(seed: settings.seed ^ Self.digest(of: request))
        return SimulatedCall(request, settings, random, on: loop, observer: observer)
    }

    package func embed(
        _ request: EmbeddingRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        _ receive: @escaping EmbeddingCall.Receiver
    ) -> EmbeddingCall {
        let call = EmbeddingCall(receive)
        call.endLater(.success(SimulatedEmbedding.embeddings(request)), on: loop)
        return call
    }

    package func trouble(at now: Instant) -> String? {
        settings.failures.leaveNothing ? "every call fails, as it was told to" : nil
    }

    /// The same request has the same digest in every run; each attempt is a request of its own.
    private static func digest(of request: ModelRequest) -> UInt64 {
        var fingerprint = Fingerprint()
        for text in [request.model.description, request.system ?? "", request.prompt] {
            fingerprint.add(text)
        }
        fingerprint.add(UInt8(truncatingIfNeeded: request.attempt))
        return fingerprint.value
    }
}
