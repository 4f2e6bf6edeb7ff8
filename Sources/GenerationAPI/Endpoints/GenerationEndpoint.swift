internal import Costs
internal import Dialects
internal import EventLog
internal import EventLoops
internal import Events
internal import HTTPServer
internal import JSON
internal import Pipelines

/// Starts generations, and connects them with whoever asked.
///
/// This is where the straight line is put together: a generation's log, a subscription to it in the client's dialect,
/// and the writer of the client's stream.
struct GenerationEndpoint {
    private let worker: Worker

    /// Faults of an input that are looked for; fewer are shown.
    private static let faultsCountedMax = 1_000

    init(_ worker: Worker) {
        self.worker = worker
    }

    /// Starts the pipeline that the path names; streams its events, or answers with one document, by `Accept`.
    func start(_ request: Request, _ writer: consuming ResponseWriter) {
        let name = request.parameters[0]
        guard let bound = worker.catalog[name] else {
            return writer.send(.noPipeline(name, in: worker.catalog))
        }
        let pipeline = bound.pipeline
        start(bound, pipeline.input, pipeline.selection, request, writer, as: answer(to: request))
    }

    /// Starts what a route of the pipeline's own runs, and answers as the route does.
    func start(
        _ bound: BoundPipeline,
        by route: PipelineRoute,
        _ request: Request,
        _ writer: consuming ResponseWriter
    ) {
        start(bound, route.input, route.selection, request, writer, as: route.answer)
    }

    /// What a client gets that could have either; whoever accepts neither counts as a reader of streams.
    private func answer(to request: Request) -> PipelineRoute.Answer {
        let accepted = Accept(request.field("accept")).preferred(of: [.eventStream, .json])
        return accepted == .json ? .json : .stream
    }

    /// Starts a part of a pipeline, and answers in one way.
    private func start(
        _ bound: BoundPipeline,
        _ declared: PipelineInput,
        _ selection: PipelineSelection,
        _ request: Request,
        _ writer: consuming ResponseWriter,
        as answer: PipelineRoute.Answer
    ) {
        let shard = worker.loop.shard
        writer.note("pipeline", bound.pipeline.name)
        do throws(Problem) {
            let dialect = try request.dialect(or: bound.pipeline.dialect)
            try admitted { () throws(Admission.Refusal) in try worker.context.admission.checkOpen(on: shard) }
            let input = try input(of: request, as: declared)
            try worker.checkSpending(of: request.caller.account)
            let generation = try admitted { () throws(Admission.Refusal) in
                try worker.begin(bound, selection, input, for: request)
            }
            let id = generation.id.description
            writer.note("generation", id)
            writer.addField("Generation-ID", id)
            if let applied = request.appliedPreference { writer.addField("Preference-Applied", applied) }
            guard !request.prefersAsynchronous else { return startUnread(generation, writer) }
            switch answer {
            case .stream:
                let showsCosts = request.wantsCosts
                let metrics = bound.streamMetrics(dialect)
                let stream = EventStreamWriter(answering: request, writer, on: worker.loop, metrics: metrics)
                let log = generation.log
                log.add(
                    Subscription(
                        to: log,
                        writer: stream,
                        dialect: dialect,
                        metrics: metrics,
                        showsCosts: showsCosts
                    )
                )
            case .json:
                generation.log.add(
                    DocumentReader(of: generation.log, dialect: dialect, answering: request, writer)
                )
            }
            generation.start()
        } catch {
            if answer == .stream { connectFailed(bound, error.status) }
            writer.send(error)
        }
    }

    /// Starts a generation that nobody reads yet, and says where it can be read.
    private func startUnread(_ generation: Generation, _ writer: consuming ResponseWriter) {
        generation.start()
        writer.addField("Location", GenerationDocument.path(of: generation.id))
        writer.addField("Cache-Control", "no-store")
        writer.send(.accepted, type: "application/json", GenerationDocument.state(of: generation.log))
    }

    /// Counts a stream of the pipeline that the path names, which was refused before it was looked at.
    func refused(_ request: Request, _ status: Status, _ writer: borrowing ResponseWriter) {
        guard let bound = worker.catalog[request.parameters[0]] else { return }
        refused(bound, status, writer, as: answer(to: request))
    }

    /// The same for a pipeline that is known.
    func refused(
        _ bound: BoundPipeline,
        _ status: Status,
        _ writer: borrowing ResponseWriter,
        as answer: PipelineRoute.Answer
    ) {
        writer.note("pipeline", bound.pipeline.name)
        // Who leaves before everything is said has not asked for a stream yet.
        if answer == .stream, status != .clientClosedRequest { connectFailed(bound, status) }
    }

    /// Counts a stream that could not be opened.
    func connectFailed(_ bound: BoundPipeline, _ status: Status) {
        let reason: StreamMetrics.ConnectFailure =
            switch status {
            case .unauthorized, .forbidden: .unauthorized
            case .tooManyRequests: .limited
            case .contentTooLarge, .targetTooLong, .headerFieldsTooLarge: .tooLarge
            case .serviceUnavailable: worker.context.readiness.phase == .serving ? .overloaded : .draining
            case .internalServerError: .internalError
            default: .badRequest
            }
        bound.streamMetrics(bound.pipeline.dialect).connectFailed(reason, on: worker.loop.shard)
    }

    /// Turns a refusal into what the client is told.
    private func admitted<Result>(
        _ body: () throws(Admission.Refusal) -> Result
    ) throws(Problem) -> Result {
        do throws(Admission.Refusal) {
            return try body()
        } catch {
            throw problem(error)
        }
    }

    private func problem(_ refusal: Admission.Refusal) -> Problem {
        let detail =
            switch refusal {
            case .draining: "the server is shutting down; try again, and another will answer"
            case .generations: "the server is running as many generations as it may; try again later"
            case .spending: "what may be spent is spent; try again later"
            }
        var problem = Problem(.serviceUnavailable, detail)
        problem.fields = [("Retry-After", String(Int.random(in: 1...5, using: &worker.loop.random)))]
        problem.closesConnection = refusal == .draining
        return problem
    }

    private func input(of request: Request, as declared: PipelineInput) throws(Problem) -> JSONValue {
        let value: JSONValue
        do throws(JSONFault) {
            value = try request.withBody { body throws(JSONFault) in try JSONValue(reading: body) }
        } catch {
            throw Problem(.badRequest, "the body is not JSON: \(error)")
        }
        let violations = declared.schema.validate(value, limit: Self.faultsCountedMax)
        guard violations.isEmpty else { throw problem(violations) }
        // What counts as an integer shows as one.
        return value.withIntegers
    }

    private func problem(_ violations: [JSONSchema.Violation]) -> Problem {
        var problem = Problem(.unprocessableContent, "the input does not satisfy the pipeline's schema")
        problem.faults = violations.prefix(JSONSchema.violationsMax).map {
            Problem.Fault(at: $0.path, $0.message)
        }
        let more = violations.count - problem.faults.count
        guard more > 0 else { return problem }
        let count = violations.count < Self.faultsCountedMax ? "\(more)" : "at least \(more)"
        problem.faults.append(Problem.Fault(at: nil, "\(count) more faults are not shown"))
        return problem
    }
}
