internal import EventLoops
internal import HTTPClient
internal import Platform
internal import Synchronization

/// A vendor that is asked over HTTP.
final class HTTPProvider<API: ModelAPI>: Provider {
    let settings: UpstreamSettings
    /// What servers have taught about how they want to be asked, by model: as many as pipelines name.
    private let terms = Lock<[String: RequestTerms]>([:])
    /// Where requests go, by their paths: as many as there are models, or fewer.
    private let urls = Lock<[String: UpstreamURL]>([:])
    private let calls = Atomic<Int>(0)

    init(_ settings: UpstreamSettings) {
        self.settings = settings
    }

    func call(
        _ request: ModelRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        observer: any ModelCallObserver
    ) -> any ModelCall {
        let call = UpstreamCall<API>(request, to: self, on: loop, by: upstream, observer: observer)
        call.start()
        return call
    }

    func trouble(at now: Instant) -> String? { nil }

    // MARK: For its calls, on any loop

    /// Takes one of the calls that may run at a time; false if there is none.
    func acquire() -> Bool {
        guard let max = settings.callsMax else { return true }
        guard calls.add(1, ordering: .relaxed).newValue <= max else {
            calls.subtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    func release() {
        if settings.callsMax != nil { calls.subtract(1, ordering: .relaxed) }
    }

    /// Where a request with this path goes.
    func url(_ path: String) throws(UpstreamURL.Fault) -> UpstreamURL {
        if let known = urls.withLock({ $0[path] }) { return known }
        let url = try settings.url(path)
        urls.withLock { $0[path] = url }
        return url
    }

    /// How the model's server wants to be asked, as far as is known.
    func terms(of model: String) -> RequestTerms {
        terms.withLock { $0[model] } ?? firstTerms
    }

    /// The server has answered a request in this form.
    func learn(_ terms: RequestTerms, of model: String) {
        guard terms != firstTerms else { return }
        self.terms.withLock { $0[model] = terms }
    }

    private var firstTerms: RequestTerms {
        var terms = RequestTerms()
        terms.structure = settings.structure
        terms.hasOldTokenLimit = settings.hasOldTokenLimit
        return terms
    }
}
