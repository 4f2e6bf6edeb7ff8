import Bytes
import Dialects
import EventLog
import EventLoops
import Events
import HTTPServer
import JSON
import Metrics
import Platform
import Simulation

/// One log on a simulated loop, to which the test writes and clients subscribe.
final class LogBench {
    let loops: SimulatedLoops
    let simulated: SimulatedEventLoop
    let registry: Registry
    let log: GenerationLog
    private let metrics: StreamMetrics
    private var service: SimulatedService?
    /// Of readers on the second loop; their connections count elsewhere, since a family is registered once.
    private let remoteRegistry = Registry(loops: 2)
    private var remoteService: SimulatedService?
    /// What readers on the second loop are answered instead, if anything.
    var answersWithoutStream = false
    /// What the next client asks for.
    private var dialect = DialectName.penstock
    private var cursor = 0
    private var gap: Event.Gap?
    private var handle: TextHandle?
    private var pending: [() -> Void] = []
    private(set) var abandonments = 0
    private(set) var returns = 0

    static let generation: GenerationID = {
        var random: any RandomNumberGenerator = SeededRandomness(seed: 1)
        return GenerationID(UUID(at: Timestamp(unixNanoseconds: 0), random: &random))
    }()

    init(bounds: LogBounds = LogBounds()) {
        registry = Registry(loops: 2)
        loops = SimulatedLoops(2, registry: registry)
        simulated = loops.loops[0]
        metrics = StreamMetrics(registry)
        let step = StepFacts(
            id: "a",
            label: "A",
            icon: nil,
            expected: .seconds(1),
            startPercent: 10,
            completePercent: 50
        )
        let facts = PipelineFacts(name: "p", title: "P", version: "1", steps: [step])
        log = GenerationLog(
            StreamFacts(generation: Self.generation, epoch: 1, pipeline: facts),
            on: simulated.loop,
            bounds: bounds
        )
        log.abandoned = { [unowned self] in abandonments += 1 }
        log.attended = { [unowned self] in returns += 1 }
        service = SimulatedService(on: simulated, registry: registry) { [unowned self] request, writer in
            let bound = metrics.bind(pipeline: "p", dialect: dialect.rawValue)
            let stream = EventStreamWriter(answering: request, writer, on: simulated.loop, metrics: bound)
            let subscription = Subscription(
                to: log,
                writer: stream,
                dialect: dialect,
                metrics: bound,
                after: cursor,
                gap: gap
            )
            log.add(subscription)
        }
    }

    /// A client that reads what follows an event, of which its kernel takes `window` bytes for now.
    func connect(
        _ dialect: DialectName = .penstock,
        after cursor: Int = 0,
        window: Int = .max
    ) -> SimulatedStream {
        self.dialect = dialect
        self.cursor = cursor
        gap = nil
        return service?.connect(window: window) ?? SimulatedStream(on: simulated.loop)
    }

    /// A client of the second loop.
    func connectRemotely(
        _ dialect: DialectName = .penstock,
        after cursor: Int = 0,
        window: Int = .max
    ) -> SimulatedStream {
        let bound = metrics.bind(pipeline: "p", dialect: dialect.rawValue)
        remoteService = SimulatedService(on: loops.loops[1], registry: remoteRegistry) { [unowned self] in
            let loop = loops.loops[1].loop
            let stream = RemoteStream.waiting(toAnswer: $0, $1, on: loop, metrics: bound)
            if answersWithoutStream { return stream.run { $0.answer { $0.send(.noContent) } } }
            // What the log's loop does, as soon as it turns.
            pending.append {
                RemoteStream.subscribe(stream, to: self.log, dialect: dialect, metrics: bound, after: cursor)
            }
        }
        return remoteService?.connect(window: window) ?? SimulatedStream(on: simulated.loop)
    }

    /// Lets the log's loop hear of readers on the other.
    func hear() {
        let heard = pending
        pending = []
        for subscribe in heard { subscribe() }
        settle()
    }

    /// A client that has read what the log never held.
    func connectBehindGap(_ dialect: DialectName = .penstock, at position: EventPosition) -> SimulatedStream {
        let missed = log.gap(after: position)
        self.dialect = dialect
        cursor = missed.resumed.sequence
        gap = missed
        return service?.connect() ?? SimulatedStream(on: simulated.loop)
    }

    // MARK: What happens

    func begin() {
        let start = Event.GenerationStart(
            generation: Self.generation,
            steps: [(step: 0, expected: .seconds(1))]
        )
        log.append(.generationStart(start), progress: 0)
        startStep()
    }

    func startStep(attempt: Int = 1) {
        let start = Event.StepStart(step: 0, attempt: attempt, message: "A...", model: nil)
        log.append(.stepStart(start), progress: 1)
        handle = log.beginText(step: 0, attempt: attempt)
    }

    func say(_ text: String, progress: Int = 1) {
        guard let handle else { return }
        let bytes = Array(text.utf8)
        log.append(bytes.span, to: handle, progress: progress)
    }

    func end() {
        let end = Event.GenerationEnd(
            generation: Self.generation,
            result: "r",
            missing: [],
            duration: .seconds(1),
            usage: Usage(),
            steps: [(step: 0, duration: .seconds(1))],
            models: []
        )
        log.append(.generationComplete(end), progress: 100)
    }

    func settle() {
        loops.settle()
    }

    /// A whole generation of so many pieces, to a reader who is blocked and goes on as it comes; returns its text.
    func say(_ count: Int, to client: SimulatedStream, _ random: inout SeededRandomness) -> String {
        var said = ""
        begin()
        for index in 0..<count {
            let piece =
                String(repeating: "abcdé\n", count: Int.random(in: 0...120, using: &random)) + "\(index) "
            said += piece
            say(piece)
            if Bool.random(using: &random) { settle() }
            if Int.random(in: 0..<4, using: &random) == 0 {
                client.open(window: Int.random(in: 1...900, using: &random))
                settle()
            }
        }
        end()
        client.open(window: .max)
        settle()
        return said
    }
}

extension EventTranscript {
    /// The text of all deltas, one after the other.
    var text: String {
        blocks.filter { $0.event == "delta" }.compactMap { block in
            let bytes = Array(block.data.utf8)
            return (try? JSONValue(reading: bytes.span))?["text"]?.string
        }.joined()
    }
}
