package import EventLoops
internal import Events
package import HTTPClient
package import Platform

/// A model vendor's API, or the simulator: one for the whole process, which any loop may call.
package protocol Provider: Sendable {
    /// Starts a call on `loop`, on which its observer will be told; the observer is kept until the call is over.
    ///
    /// Whoever needs the network asks by `upstream`, which lives on the same loop.
    func call(
        _ request: ModelRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        observer: any ModelCallObserver
    ) -> any ModelCall

    /// Turns texts into vectors, of which `receive` is told on `loop`; a provider need not be able to.
    func embed(
        _ request: EmbeddingRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        _ receive: @escaping EmbeddingCall.Receiver
    ) -> EmbeddingCall

    /// Why no call to it can succeed now, as far as it knows, or nil; asked on any thread, and answered at once.
    func trouble(at now: Instant) -> String?
}

extension Provider {
    package func embed(
        _ request: EmbeddingRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        _ receive: @escaping EmbeddingCall.Receiver
    ) -> EmbeddingCall {
        let call = EmbeddingCall(receive)
        call.endLater(.failure(.noEmbeddings(request.model.provider)), on: loop)
        return call
    }
}

extension GenerationFault {
    static func noEmbeddings(_ provider: String) -> GenerationFault {
        GenerationFault(.providerRefusedRequest, "The provider \(provider) makes no embeddings")
    }
}

/// The providers that are configured, by name.
package struct ProviderCatalog: Sendable {
    private let providers: [String: any Provider]
    let circuits: [String: CircuitSettings]

    /// - Parameters:
    ///   - providers: By the names that pipelines use.
    ///   - circuits: When they are left alone, where that is not as usual.
    package init(_ providers: [String: any Provider], circuits: [String: CircuitSettings] = [:]) {
        self.providers = providers
        self.circuits = circuits
    }

    package var names: [String] { providers.keys.sorted() }

    package subscript(name: String) -> (any Provider)? { providers[name] }
}
