internal import Bytes
internal import Dialects
internal import EventLog
internal import Events
internal import HTTPServer
internal import JSON
internal import Platform

/// Waits for a generation's end, and answers with it as one document.
final class DocumentReader: EndObserver, ResponseObserver {
    private let log: GenerationLog
    private let dialect: any Dialect
    private var writer: ResponseWriter?

    init(
        of log: GenerationLog,
        dialect: DialectName,
        answering request: Request,
        _ writer: consuming ResponseWriter
    ) {
        self.log = log
        self.dialect = dialect.dialect
        request.releaseMemory()
        self.writer = consume writer
        self.writer?.wait(observer: self)
    }

    func ended(_ event: Event) {
        guard var writer = writer.take() else { return }
        writer.addField("Cache-Control", "no-store")
        let document = dialect.document(event, of: log.facts)
        switch event.payload {
        case .generationError(_, let fault):
            var problem = Problem(Status(fault.type), fault.message)
            problem.extensions = Self.members(document) + [("error_type", .string(fault.type.rawValue))]
            // In whole seconds, and never too early.
            if let wait = fault.retryAfter {
                problem.fields.append(("Retry-After", String(Int(wait.inSeconds.rounded(.up)))))
            }
            writer.send(problem)
        case .generationCancelled(_, let reason):
            var problem = Problem(.serviceUnavailable, "the generation was cancelled: \(reason)")
            problem.extensions = Self.members(document)
            writer.send(problem)
        default:
            var body = ByteBuffer()
            body.append(json: document)
            writer.send(.ok, type: "application/json", body)
        }
    }

    func responseDrained() {}

    /// The client has gone before there was an answer.
    func responseEnded(_ ending: ResponseEnding) {
        guard writer != nil else { return }
        writer = nil
        log.remove(self)
    }

    /// What the dialect's own clients look for stands beside the problem's members.
    private static func members(_ document: JSONValue) -> [(name: String, value: JSONValue)] {
        document.object?.members ?? []
    }
}

extension Status {
    /// The status of a generation that failed in this way, for clients that wait for its end.
    init(_ type: ErrorType) {
        switch type {
        case .callerInvalidInput: self = .unprocessableContent
        case .callerUnauthorized: self = .unauthorized
        case .callerNotFound: self = .notFound
        case .callerCancelled: self = .conflict
        case .callerTooLarge: self = .contentTooLarge
        case .policyRateLimited, .policyBudgetExceeded, .policyConcurrency: self = .tooManyRequests
        case .policyOverloaded, .providerCircuitOpen, .providerRateLimited, .providerOverloaded:
            self = .serviceUnavailable
        case .policyContentFiltered: self = .unprocessableContent
        case .timeoutFirstToken, .timeoutIdle, .timeoutStep, .timeoutGeneration, .timeoutDeadline:
            self = .gatewayTimeout
        case .internalStorage, .internalBug, .other: self = .internalServerError
        case .providerAuth, .providerServerError, .providerConnection, .providerTLS, .providerDNS,
            .providerProtocol, .providerRefusedRequest, .providerTruncated,
            .providerContentFiltered, .outputNotJSON, .outputSchema, .outputCheckFailed, .outputLength:
            self = .badGateway
        }
    }
}
