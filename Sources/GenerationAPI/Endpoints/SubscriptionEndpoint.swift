internal import Dialects
internal import EventLog
internal import EventLoops
internal import Events
internal import HTTPServer
internal import Pipelines

/// Lets clients read a generation's log, from any position and on any loop.
struct SubscriptionEndpoint {
    private let worker: Worker
    private let starting: GenerationEndpoint
    private var loop: EventLoop { worker.loop }
    private var store: GenerationStore { worker.context.store }

    /// What a reader says it has had.
    private enum Position: Sendable {
        case behind(EventPosition?)
        /// It says something that is no position.
        case unknown
    }

    init(_ worker: Worker) {
        self.worker = worker
        starting = GenerationEndpoint(worker)
    }

    /// Streams what follows the position that the client names, from the beginning if it names none.
    func subscribe(_ request: Request, _ writer: consuming ResponseWriter) {
        guard let entry = store.find(request.parameters[0], for: request.caller) else {
            worker.context.streamMetrics.resumeRefused(on: loop.shard)
            return writer.send(.noGeneration)
        }
        writer.note("pipeline", entry.bound.pipeline.name)
        writer.note("generation", entry.id.description)
        do throws(Problem) {
            let dialect = try request.dialect(or: entry.bound.pipeline.dialect)
            guard request.method != .head else {
                // Asks how it would be answered: nobody reads.
                writer.addField("Content-Type", "text/event-stream; charset=utf-8")
                return writer.stream(.ok, observer: HeadOnly()).finish()
            }
            writer.addField("Generation-ID", entry.id.description)
            if entry.record.loop === loop {
                join(entry, request, writer, dialect)
            } else {
                joinRemotely(entry, request, writer, dialect)
            }
        } catch {
            refused(entry, error.status)
            writer.send(error)
        }
    }

    /// Counts a stream that was refused, of a generation that the path names.
    func refused(_ request: Request, _ status: Status, _ writer: borrowing ResponseWriter) {
        guard let entry = store.find(request.parameters[0], for: request.caller) else { return }
        writer.note("pipeline", entry.bound.pipeline.name)
        refused(entry, status)
    }

    private func refused(_ entry: GenerationStore.Entry, _ status: Status) {
        let metrics = entry.bound.streamMetrics(entry.bound.pipeline.dialect)
        metrics.resumed(.refused, on: loop.shard)
        starting.connectFailed(entry.bound, status)
    }

    private func join(
        _ entry: GenerationStore.Entry,
        _ request: Request,
        _ writer: consuming ResponseWriter,
        _ dialect: DialectName
    ) {
        guard let log = entry.record.here?.log else { return writer.send(.noGeneration) }
        let metrics = entry.bound.streamMetrics(dialect)
        let (cursor, gap) = Self.start(in: log, position(of: request), metrics)
        guard let cursor else { return writer.send(.noContent) }
        let showsCosts = request.wantsCosts
        let stream = EventStreamWriter(
            answering: request,
            writer,
            on: loop,
            metrics: metrics,
            timesFirstEvent: false
        )
        log.add(
            Subscription(
                to: log,
                writer: stream,
                dialect: dialect,
                metrics: metrics,
                after: cursor,
                gap: gap,
                showsCosts: showsCosts
            )
        )
    }

    private func joinRemotely(
        _ entry: GenerationStore.Entry,
        _ request: Request,
        _ writer: consuming ResponseWriter,
        _ dialect: DialectName
    ) {
        let metrics = entry.bound.streamMetrics(dialect)
        let position = position(of: request)
        let showsCosts = request.wantsCosts
        let stream = RemoteStream.waiting(toAnswer: request, writer, on: loop, metrics: metrics)
        entry.record.find { record in
            guard let log = record?.log else {
                return stream.run { $0.answer { $0.send(.noGeneration) } }
            }
            let (cursor, gap) = Self.start(in: log, position, metrics)
            guard let cursor else { return stream.run { $0.answer { $0.send(.noContent) } } }
            RemoteStream.subscribe(
                stream,
                to: log,
                dialect: dialect,
                metrics: metrics,
                after: cursor,
                gap: gap,
                showsCosts: showsCosts
            )
        }
    }

    /// Where the reader begins, and what it is to be told of what it misses; nowhere if it has had everything.
    private static func start(
        in log: GenerationLog,
        _ position: Position,
        _ metrics: StreamMetrics.Bound
    ) -> (cursor: Int?, gap: Event.Gap?) {
        let start: ReadingStart =
            switch position {
            case .behind(let position): log.start(after: position)
            // It may have anything, so it is told what there is.
            case .unknown: .gap(log.gap(after: EventPosition(epoch: 0, sequence: 0)))
            }
        switch start {
        case .replay(let cursor):
            metrics.resumed(.replayed, on: log.loop.shard)
            return (cursor, nil)
        case .gap(let gap):
            metrics.resumed(.gap, on: log.loop.shard)
            return (gap.resumed.sequence, gap)
        case .nothingLeft:
            metrics.resumed(.replayed, on: log.loop.shard)
            return (nil, nil)
        }
    }

    /// The header is newer than the address, which an `EventSource` keeps for all its connections.
    private func position(of request: Request) -> Position {
        guard let given = request.field("last-event-id") ?? request.queryValue("after"), !given.isEmpty else {
            return .behind(nil)
        }
        let bytes = Array(given.utf8)
        return EventPosition(bytes.span).map { .behind($0) } ?? .unknown
    }
}
