import Costs
import Events
import Platform
import Providers
import Simulation

@testable import EventLog
@testable import GenerationAPI
@testable import Pipelines

/// A run of the whole server that follows from one number: loops that turn in any order, a clock that is set, models
/// that fail in every way, clients that ask, read slowly, leave, come back elsewhere, call off and delete; in some runs
/// a shutdown in the middle of it.
final class ServerSimulation {
    /// What is drawn before anything happens.
    struct Conditions {
        let loops: Int
        let users: Int
        let rounds: Int
        /// Generations that may run at once, if that is to matter.
        let generationsMax: Int?
        let reliability: Double
        let isClockSet: Bool
        /// Whether it goes on until nothing is kept any more.
        let isLong: Bool
        /// The round in which it is asked to stop, if it is.
        let stopsIn: Int?
    }

    let seed: UInt64
    let conditions: Conditions
    let server: SimulatedServer
    let provider: UnreliableProvider
    private(set) var clients: [SimulatedClient] = []
    private(set) var readers: [ResumingReader] = []
    /// Requests to begin a generation that nobody waits for, which were taken, and which were refused.
    private(set) var asynchronous = 0
    private(set) var refusedAsynchronous = 0
    /// The logs of all generations that began, in the order in which they did, and how long their callers wait.
    private(set) var logs: [GenerationLog] = []
    private(set) var paths: [String] = []
    private(set) var deadlines: [String: Duration] = [:]
    private(set) var hasShutDown = false
    /// What visitors were answered.
    private(set) var answers: [String] = []
    /// What its clients may begin.
    private let pipelines: [String]
    /// What was seen to be wrong on the way, a sentence each.
    private(set) var faults: [String] = []
    /// Since when nobody reads a generation that somebody has read.
    private var unread: [GenerationID: Instant] = [:]
    private var attended: Set<GenerationID> = []
    private var known: Set<GenerationID> = []
    private var random: SeededRandomness

    /// What a run's server may offer, the longest answers least often.
    ///
    /// Read once: what a thousand runs have in common must not cost a thousand times.
    private static let catalogs = Result {
        try [
            ["medley"], ["medley"], ["medley", "content"], ["medley", "content"],
            ["medley", "vision-framework"],
            ["content", "life-plan"],
        ].map { names in
            let files = PipelineFileSet.withMedley.filter { file in
                names.contains { file.name.hasSuffix("\($0).yaml") }
            }
            return try PipelineCatalog(files, providers: ["other", "simulator"])
        }
    }

    /// Longer than any generation may take.
    private static let patience = 120

    init(seed: UInt64, configuration: ServerConfiguration = ServerConfiguration()) throws {
        self.seed = seed
        var random = SeededRandomness(seed: seed)
        let conditions = Self.conditions(&random)
        self.conditions = conditions
        var configuration = configuration
        let prices = Array(UnreliableProvider.prices.utf8)
        configuration.costs.source = .list(try PriceTable(file: "prices.yaml", bytes: prices))
        try configuration.costs.readPrices()
        configuration.generationsMax = conditions.generationsMax ?? 1_000
        configuration.keeping.time = .seconds(Int.random(in: 20...120, using: &random))
        configuration.keeping.generations = [4, 1_000].randomElement(using: &random) ?? 4
        provider = UnreliableProvider(seed: random.next(), reliability: conditions.reliability)
        let catalog =
            try Self.catalogs.get().randomElement(using: &random) ?? PipelineCatalog([], providers: [])
        pipelines = catalog.pipelines.map(\.name)
        server = SimulatedServer(
            seed: random.next(),
            configuration: configuration,
            catalog: catalog,
            providers: ProviderCatalog(["simulator": provider, "other": provider]),
            loops: conditions.loops
        )
        server.loops.interleaving = SeededRandomness(seed: random.next())
        self.random = random
    }

    private static func conditions(_ random: inout SeededRandomness) -> Conditions {
        let rounds = Int.random(in: 10...50, using: &random)
        return Conditions(
            loops: Int.random(in: 1...3, using: &random),
            users: Int.random(in: 2...7, using: &random),
            rounds: rounds,
            generationsMax: Bool.random(using: &random) ? Int.random(in: 1...4, using: &random) : nil,
            reliability: [1, 0.9, 0.6, 0.2].randomElement(using: &random) ?? 1,
            isClockSet: Int.random(in: 0..<4, using: &random) == 0,
            isLong: Int.random(in: 0..<3, using: &random) > 0,
            stopsIn: Int.random(in: 0..<4, using: &random) == 0
                ? Int.random(in: 1..<rounds, using: &random) : nil
        )
    }

    // MARK: Running

    /// From the first client to the last, and on until nothing is kept any more.
    func run() {
        for round in 0..<conditions.rounds {
            if clients.count + readers.count < conditions.users { arrive() }
            if Int.random(in: 0..<4, using: &random) == 0 { visit() }
            if conditions.isClockSet, Int.random(in: 0..<8, using: &random) == 0 {
                server.loops.clock.stepCivilTime(by: .seconds(Int.random(in: -4_000...4_000, using: &random)))
            }
            if let stopsIn = conditions.stopsIn { stop(in: round - stopsIn) }
            advance(by: .milliseconds([0, 3, 50, 400, 2_500].randomElement(using: &random) ?? 0))
        }
        if conditions.stopsIn != nil { stop(in: 6) }
        for client in clients { client.hurry() }
        for reader in readers { reader.isPatient = true }
        var rounds = 0
        while rounds < 8 || !isOver, rounds < Self.patience {
            rounds += 1
            advance(by: .seconds(10))
        }
    }

    /// Nobody wants anything any more, and nothing runs.
    private var isOver: Bool {
        readers.allSatisfy(\.isOver) && server.workers.allSatisfy { $0.generationCount == 0 }
    }

    private func advance(by time: Duration) {
        server.loops.advance(by: time)
        for client in clients { client.live() }
        for reader in readers {
            reader.live(&random, loops: conditions.loops)
            if let deadline = reader.deadline, let path = reader.path { deadlines[path] = deadline }
        }
        server.loops.settle()
        remember()
        watchReaders()
    }

    /// A generation whose readers have left for good ends when its pipeline says, at once or after a while.
    private func watchReaders() {
        let now = server.loops.clock.now()
        for log in logs where log.end == nil {
            let id = log.facts.generation
            guard log.subscriptions.isEmpty, log.waiting.isEmpty else {
                attended.insert(id)
                unread[id] = nil
                continue
            }
            guard attended.contains(id), let bound = server.worker.catalog[log.facts.pipeline.name] else {
                continue
            }
            let since = unread[id] ?? now
            unread[id] = since
            var patience = Duration.zero
            if case .continue(let grace) = bound.pipeline.disconnect { patience = grace }
            if patience == .zero || since.duration(to: now) > patience {
                faults.append("\(id) goes on and nobody reads it")
            }
        }
    }

    /// Somebody comes who has not been here before.
    private func arrive() {
        let loop = Int.random(in: 0..<conditions.loops, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0...2:
            let client = SimulatedClient(server.connect(on: loop), of: pipelines, &random)
            clients.append(client)
            server.loops.settle()
            client.ask()
        case 3...4:
            beginUnread(on: loop)
        default:
            let reader = ResumingReader(server, starting: GenerationOrder(&random, of: pipelines))
            reader.goesSilent = true
            readers.append(reader)
            reader.live(&random, loops: conditions.loops)
        }
        server.loops.settle()
        remember()
    }

    /// A generation that nobody waits for, and one or two who come to read it.
    private func beginUnread(on loop: Int) {
        let order = GenerationOrder(&random, of: pipelines, asynchronous: true)
        let answer = server.ask("POST", order.target, fields: order.fields, body: order.body, on: loop)
        answers.append(answer.text)
        guard let path = answer.field("Location") else {
            refusedAsynchronous += 1
            return
        }
        asynchronous += 1
        for _ in 0..<Int.random(in: 0...2, using: &random) { join(path) }
    }

    private func join(_ path: String) {
        let reader = ResumingReader(server, of: path, isConfused: Bool.random(using: &random))
        reader.goesSilent = true
        readers.append(reader)
    }

    /// Somebody has a look at a generation, or a hand in it.
    private func visit() {
        guard let path = paths.randomElement(using: &random) else { return }
        let loop = Int.random(in: 0..<conditions.loops, using: &random)
        let answer: SimulatedServer.Answer
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
            answer = server.ask("POST", path + "/cancel", body: #"{"reason": "enough"}"#, on: loop)
            expectEnd(of: path, behind: answer, status: 200)
        case 1:
            answer = server.ask("DELETE", path, on: loop)
            expectEnd(of: path, behind: answer, status: 204)
            if server.ask("GET", path, on: loop).status != 404 { faults.append("\(path) is still there") }
        case 2...3: return join(path)
        default: answer = server.ask("GET", path, on: loop)
        }
        answers.append(answer.text)
        remember()
    }

    /// What was called off is over at once, wherever it lives.
    private func expectEnd(of path: String, behind answer: SimulatedServer.Answer, status: Int) {
        if ![status, 404].contains(answer.status) { faults.append("\(path): answered \(answer.status)") }
        for log in logs where path.hasSuffix(log.facts.generation.description) && log.end == nil {
            faults.append("\(path) goes on and was called off")
        }
    }

    /// Goes through what a server does that is asked to stop, so many rounds after that.
    private func stop(in round: Int) {
        switch round {
        case 0:
            server.context.readiness.enter(.draining)
            for worker in server.workers { worker.drainConnections() }
        case 2:
            server.context.readiness.enter(.refusing)
            beginUnread(on: 0)
        case 6 where !hasShutDown:
            hasShutDown = true
            server.context.readiness.enter(.refusing)
            for worker in server.workers { worker.shutDownGenerations() }
        default: break
        }
    }

    /// Holds on to the logs of what has begun: the server may forget them.
    private func remember() {
        for entry in server.context.store.newest(.max, for: .anyone, pipeline: nil, status: nil).reversed()
        where known.insert(entry.id).inserted {
            paths.append("/v1/generations/\(entry.id)")
            if let log = entry.record.here?.log { logs.append(log) }
        }
    }

    // MARK: Afterwards

    /// Waits until nothing is kept any more, in a run that is long enough.
    func expire() {
        guard conditions.isLong else { return }
        server.loops.advance(by: .seconds(240))
    }

    /// How many generations may begin now, up to `most`; they are called off at once.
    func places(_ most: Int) -> Int {
        server.context.readiness.enter(.serving)
        provider.isSilent = true
        var begun: [String] = []
        let order = GenerationOrder(&random, of: pipelines, asynchronous: true)
        while begun.count < most,
            let path = server.ask("POST", order.target, fields: order.fields, body: order.body).field(
                "Location"
            )
        {
            begun.append(path)
        }
        for path in begun { _ = server.ask("DELETE", path) }
        server.loops.settle()
        return begun.count
    }

    /// Lets go of everything, and says how many logs somebody else still holds.
    func forget() -> Int {
        struct Reference {
            weak var log: GenerationLog?
        }
        let references = logs.map { Reference(log: $0) }
        logs = []
        clients = []
        readers = []
        return references.count { $0.log != nil }
    }
}
