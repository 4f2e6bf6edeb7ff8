internal import Authentication
internal import EventLoops
internal import HTTPServer
internal import Logs
internal import Tracing

/// One line for each request, when its response is over.
struct AccessLog: Sendable {
    private let logger: Logger

    init(_ logger: Logger) {
        self.logger = logger
    }

    func write(_ exchange: Exchange) {
        guard logger.isEnabled(.info) else { return }
        var line = LogLine(.info, "request")
        line.add("request_id", exchange.requestID.description)
        if let trace = exchange.trace { line.add("trace_id", trace.traceID.description) }
        line.add("method", exchange.method.rawValue)
        line.add("path", exchange.path)
        if let route = exchange.route { line.add("route", route) }
        line.add(exchange.caller)
        for (name, value) in exchange.notes { line.add(name, value) }
        line.add("status", exchange.status.rawValue)
        line.add("duration_ms", exchange.duration)
        line.add("bytes", exchange.bytesSent)
        line.add("peer", exchange.peer.description)
        line.add("ending", exchange.ending)
        logger.log(line)
    }
}

extension LogLine {
    /// Says who asked, where anybody has to say so: whose key it was, and which, by its public part.
    mutating func add(_ caller: Caller) {
        guard let key = caller.key else { return }
        add("owner", caller.owner)
        if let tenant = caller.tenant { add("tenant", tenant) }
        add("key", key)
    }
}
