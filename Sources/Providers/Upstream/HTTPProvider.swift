internal import Bytes
internal import EventLoops
internal import HTTPClient
internal import JSON
internal import Platform
internal import Synchronization

/// A vendor that is asked over HTTP.
final class HTTPProvider<API: ModelAPI>: Provider {
    let settings: UpstreamSettings
    /// What servers have taught about how they want to be asked, by model: as many as pipelines name.
    private let learned = Lock<[String: Learned]>([:])
    /// Where requests go, by their paths: as many as there are models, or fewer.
    private let urls = Lock<[String: UpstreamURL]>([:])
    private let calls = Atomic<Int>(0)

    private struct Learned {
        var terms: RequestTerms
        /// By schema: that one is refused says nothing of others.
        var structures: [UInt64: RequestTerms.Structure] = [:]
    }

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
    func terms(of request: ModelRequest) -> RequestTerms {
        guard let known = learned.withLock({ $0[request.model.model] }) else { return firstTerms }
        var terms = known.terms
        if let schema = request.schema, !known.structures.isEmpty {
            terms.structure = known.structures[Self.fingerprint(schema)] ?? terms.structure
        }
        return terms
    }

    /// The server has answered a request in this form.
    func learn(_ terms: RequestTerms, of request: ModelRequest) {
        var general = terms
        general.structure = firstTerms.structure
        let structure = request.schema.flatMap { schema in
            terms.structure == firstTerms.structure ? nil : (Self.fingerprint(schema), terms.structure)
        }
        learned.withLock { learned in
            var known = learned[request.model.model] ?? Learned(terms: general)
            known.terms = general
            if let (schema, form) = structure { known.structures[schema] = form }
            learned[request.model.model] = known
        }
    }

    private static func fingerprint(_ schema: JSONSchema) -> UInt64 {
        var fingerprint = Fingerprint()
        fingerprint.add(schema.document.rendered)
        return fingerprint.value
    }

    private var firstTerms: RequestTerms {
        var terms = RequestTerms()
        terms.structure = settings.structure
        terms.hasOldTokenLimit = settings.hasOldTokenLimit
        terms.reasoningTokens = settings.reasoningTokens
        return terms
    }
}
