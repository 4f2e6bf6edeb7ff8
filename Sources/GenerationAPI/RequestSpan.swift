internal import Authentication
internal import EventLoops
internal import HTTPServer
internal import Platform
internal import Tracing

/// The span of a request, when its response is over; names follow OpenTelemetry's conventions for HTTP.
enum RequestSpan {
    /// Exports it, ended now by the civil clock `time`, if its trace is sampled or it failed; otherwise its generation may still decide so.
    static func submit(
        _ exchange: Exchange,
        by time: any TimeSource,
        to tracer: Tracer,
        or unsampled: UnsampledRequests
    ) {
        guard let trace = exchange.trace else { return }
        let now = time.timestamp()
        if trace.isSampled || exchange.status.isServerError {
            tracer.submit([span(of: exchange, trace, endedAt: now)])
            unsampled.forget(trace)
        } else {
            unsampled.requestEnded(trace) { span(of: exchange, trace, endedAt: now) }
        }
    }

    private static func span(
        of exchange: Exchange,
        _ trace: TraceContext,
        endedAt now: Timestamp
    ) -> TraceSpan {
        let began = Timestamp(unixNanoseconds: now.unixNanoseconds - exchange.duration.wholeNanoseconds)
        let name = exchange.route.map { "\(exchange.method.rawValue) \($0)" } ?? exchange.method.rawValue
        var span = TraceSpan(trace, name, .server, from: began, to: now)
        span.add("http.request.method", .text(exchange.method.rawValue))
        if let route = exchange.route { span.add("http.route", .text(route)) }
        span.add("url.path", .text(exchange.path))
        span.add("url.scheme", .text("http"))
        span.add("http.response.status_code", .integer(exchange.status.rawValue))
        span.add("client.address", .text(exchange.peer.description))
        if let key = exchange.caller.key {
            span.add("enduser.id", .text(exchange.caller.owner))
            span.add("penstock.key", .text(key))
        }
        span.add("penstock.request_id", .text(exchange.requestID.description))
        span.add("penstock.ending", .text(exchange.ending))
        if exchange.status.isServerError {
            span.add("error.type", .text(String(exchange.status.rawValue)))
            span.failure = ""
        }
        return span
    }
}
