internal import Bytes
package import Tracing

/// What is asked of another server.
package struct HTTPClientRequest: Sendable {
    package var method: String
    package var url: UpstreamURL
    package var fields: [HTTPField]
    package var body: [UInt8]
    /// The span on whose behalf it is sent: the other server is told by `traceparent` and `tracestate` (W3C Trace
    /// Context).
    package var trace: TraceContext?
    package var route = UpstreamRoute()
    package var timeouts = Timeouts()
    /// Who answers the connection first: the proxy, if there is one.
    var hop: UpstreamURL { route.proxy ?? url }
    /// Bytes of the response's head, and of its trailers.
    package var headBytesMax = 64 * 1_024
    /// Bytes of the response's body: nil where the observer bounds it by itself.
    package var bodyBytesMax: Int?

    /// How long is waited for what.
    package struct Timeouts: Equatable, Sendable {
        /// From the start until the request can be sent: name, connection, TLS.
        package var connect = Duration.seconds(10)
        /// From then until the response begins.
        package var firstByte = Duration.seconds(60)
        /// Between two pieces of the response, unless it is paused.
        package var idle = Duration.seconds(60)
        /// From the start to the end, whatever happens.
        package var total = Duration.seconds(600)

        package init() {}
    }

    package init(_ method: String, _ url: UpstreamURL, fields: [HTTPField] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
    }

    /// All its fields.
    var allFields: [HTTPField] {
        guard let trace else { return fields }
        var parent = ByteBuffer(capacity: 64)
        trace.outgoing.append(to: &parent)
        let state = trace.state.description
        return fields + [HTTPField("traceparent", parent.string)]
            + (state.isEmpty ? [] : [HTTPField("tracestate", state)])
    }

    /// Why it cannot be sent, if it cannot.
    var flaw: String? {
        guard !method.isEmpty, method.utf8.allSatisfy(HTTPField.isTokenByte), method != "CONNECT" else {
            return "\(method.debugDescription) is no method"
        }
        guard let field = fields.first(where: { !$0.isSendable }) else { return nil }
        // Its value may be a secret.
        return "the field \(field.name.debugDescription) cannot be sent"
    }
}
