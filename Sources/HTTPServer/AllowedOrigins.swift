internal import Bytes

/// From which web pages browsers may ask (Fetch Standard, section 3.3, "CORS protocol").
///
/// Callers show keys and no cookies, so credentials are never allowed.
package enum AllowedOrigins: Equatable, Sendable {
    case any
    /// These alone, as browsers write them in `Origin`.
    case only(Set<String>)

    /// What pages may read of an answer beside its body.
    private static let exposed =
        "Generation-ID, Location, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, "
        + "X-Request-Id"
    /// What pages may send.
    private static let accepted =
        "Authorization, Cache-Control, Content-Type, Idempotency-Key, Last-Event-ID, Prefer, traceparent, tracestate, "
        + "X-Request-Id"
    /// Seconds for which a browser need not ask again.
    private static let maxAge = "600"

    /// Whether `text` is an origin as browsers write it: a scheme, a host, and a port if it is not the scheme's own.
    package static func isOrigin(_ text: String) -> Bool {
        text.wholeMatch(of: /[a-z][a-z0-9+.\-]*:\/\/([a-z0-9._\-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/) != nil
    }

    /// Whom the answer to a request is for, as browsers are told; nil if its page may not read it.
    func allowed(for request: Request) -> String? {
        switch self {
        case .any: return "*"
        case .only(let origins):
            guard let origin = request.field("origin"), origins.contains(origin) else { return nil }
            return origin
        }
    }

    /// The fields that an answer has for browsers.
    func appendFields(for allowed: String?, to buffer: inout ByteBuffer) {
        // Caches must not show one page what another one was told.
        if case .only = self { buffer.append("Vary: Origin\r\n") }
        guard let allowed else { return }
        buffer.append("Access-Control-Allow-Origin: ")
        buffer.append(allowed)
        buffer.append("\r\nAccess-Control-Expose-Headers: ")
        buffer.append(Self.exposed)
        buffer.append("\r\n")
    }

    /// A route for each path that says what pages may ask there, before they ask.
    func preflights(of routes: [Route]) -> [Route] {
        var methods: [String: [Method]] = [:]
        var templates: [String] = []
        for route in routes where !route.isProbe {
            if methods[route.template] == nil { templates.append(route.template) }
            methods[route.template, default: []].append(route.method)
            if route.method == .get { methods[route.template, default: []].append(.head) }
        }
        return templates.map { template in
            let names = (methods[template] ?? []).map(\.rawValue).joined(separator: ", ")
            var route = Route(.options, template, needs: nil) { Self.answer(names, $0, $1) }
            route.statuses = [.noContent]
            return route
        }
    }

    private static func answer(_ methods: String, _ request: Request, _ writer: consuming ResponseWriter) {
        writer.addField("Allow", "\(methods), OPTIONS")
        if request.field("access-control-request-method") != nil {
            writer.addField("Access-Control-Allow-Methods", methods)
            writer.addField("Access-Control-Allow-Headers", accepted)
            writer.addField("Access-Control-Max-Age", maxAge)
        }
        writer.send(.noContent)
    }
}
