package import EventLoops
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

    /// Why no call to it can succeed now, as far as it knows, or nil; asked on any thread, and answered at once.
    func trouble(at now: Instant) -> String?
}

/// The providers that are configured, by name.
package struct ProviderCatalog: Sendable {
    private let providers: [String: any Provider]

    package init(_ providers: [String: any Provider]) {
        self.providers = providers
    }

    package var names: [String] { providers.keys.sorted() }

    package subscript(name: String) -> (any Provider)? { providers[name] }
}
