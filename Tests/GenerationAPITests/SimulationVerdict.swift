import Costs
import Dialects
import Events
import HTTPServer
import Platform
import Simulation

@testable import EventLog
@testable import GenerationAPI
@testable import Pipelines

/// What is wrong with a simulated run: a sentence for everything that should hold and does not.
final class SimulationVerdict {
    private(set) var faults: [String] = []
    /// Everything that clients were sent and that was logged, as one text, for comparing two runs.
    private(set) var transcript = ""
    private(set) var generations = 0
    private let simulation: ServerSimulation
    private var server: SimulatedServer { simulation.server }

    init(of simulation: ServerSimulation) {
        self.simulation = simulation
        simulation.run()
        let audits = simulation.logs.map { log in
            LogAudit(of: log, Self.pipeline(log, simulation.server))
        }
        generations = audits.count
        faults += simulation.faults
        checkLogs(audits)
        checkReaders()
        checkClients()
        simulation.expire()
        let metrics = server.metrics
        checkGenerations(metrics, audits)
        checkSteps(metrics, audits)
        checkStreams(metrics)
        checkTokens(metrics)
        checkCosts(metrics)
        checkPlaces()
        write()
        finish(metrics)
    }

    private static func pipeline(_ log: GenerationLog, _ server: SimulatedServer) -> Pipeline {
        let name = log.facts.pipeline.name
        return server.worker.catalog[name]?.pipeline ?? server.worker.catalog.pipelines[0].pipeline
    }

    private func check(_ isTrue: Bool, _ sentence: @autoclosure () -> String) {
        if !isTrue { faults.append(sentence()) }
    }

    private func equal(_ counted: Double, _ expected: Int, _ what: String) {
        check(counted == Double(expected), "\(what): counted \(Int(counted)), and there were \(expected)")
    }

    /// Some clients left before they could know how they were answered.
    private func between(_ counted: Double, _ least: Int, _ most: Int, _ what: String) {
        check(
            Double(least) <= counted && counted <= Double(most),
            "\(what): counted \(Int(counted)), and there were \(least) to \(most)"
        )
    }

    // MARK: What was said

    private func checkLogs(_ audits: [LogAudit]) {
        for (log, audit) in zip(simulation.logs, audits) {
            let name = "\(log.facts.generation) (\(log.facts.pipeline.name))"
            for fault in audit.faults { faults.append("\(name): \(fault)") }
            if let deadline = simulation.deadlines["/v1/generations/\(log.facts.generation)"] {
                check(audit.duration <= deadline, "\(name): took \(audit.duration), wanted in \(deadline)")
            }
        }
    }

    private func checkReaders() {
        var records: [String: RecordedLog] = [:]
        for reader in simulation.readers {
            guard let path = reader.path else { continue }
            check(reader.isOver || reader.refusal != nil, "\(path): a reader still waits")
            check(
                [nil, 404, 503].contains(reader.refusal),
                "\(path): a reader was answered \(reader.refusal ?? 0)"
            )
            guard let log = log(path) else { continue }
            let record = records[path] ?? RecordedLog(log)
            records[path] = record
            for fault in record.faults(of: reader) { faults.append("\(path): \(fault)") }
            if !simulation.conditions.isClockSet, let end = log.end, let came = reader.cameForEnd,
                case .generationCancelled(_, GenerationMachine.Cancellation.abandoned.reason) = end.payload
            {
                let isLater = came.unixNanoseconds >= end.time.unixNanoseconds
                check(isLater, "\(path): abandoned while it was read")
            }
            for stream in reader.silent {
                check(stream.isClosed, "\(path): nobody noticed that its reader is gone")
            }
        }
    }

    private func log(_ path: String) -> GenerationLog? {
        simulation.logs.first { path.hasSuffix($0.facts.generation.description) }
    }

    private func checkClients() {
        for client in simulation.clients where client.isAddressed {
            let status = client.answer.status
            switch client.request {
            case .faultyInput: check([422, 503].contains(status), "faulty input was answered \(status)")
            case .unknownPath, .unknownGeneration:
                check(status == 404, "what is not there was answered \(status)")
            case .probe: check([200, 503].contains(status), "a probe was answered \(status)")
            case .scrape, .list: check(status == 200, "\(client.request) was answered \(status)")
            case .halfARequest: check(status == 408, "half a request was answered \(status)")
            case .ownRoute, .ownRouteToo, .document: checkAnswer(of: client)
            }
        }
    }

    /// Who asked for a stream has what the log says in the dialect that it speaks; who asked for a document, its end.
    private func checkAnswer(of client: SimulatedClient) {
        let answer = client.answer
        guard let id = answer.field("Generation-ID"), let log = log(id) else {
            return check(answer.status == 503, "\(client.order.target) was answered \(answer.status)")
        }
        if client.opensStream {
            guard client.seesEachEvent else { return }
            let head = "\r\n\r\n"
            let expected = EventTranscript(of: head + RecordedLog(log).body(in: client.order.dialect.dialect))
                .blocks
            var had = EventTranscript(of: head + Self.unchunked(answer.body)).blocks
            if simulation.hasShutDown, had.last?.event == "shutdown" { had.removeLast() }
            // Some dialects have no name for it.
            if simulation.hasShutDown, had.last != expected[..<min(had.count, expected.count)].last {
                had.removeLast()
            }
            check(
                had == Array(expected.prefix(had.count)),
                "\(id): a client of its own dialect has something else"
            )
            check(
                !client.isAnswered || simulation.hasShutDown || had.count == expected.count,
                "\(id): a client of its own dialect has \(had.count) of \(expected.count)"
            )
        } else if let end = log.end, !client.hasLeft {
            check(answer.status == Self.status(of: end), "\(id): answered \(answer.status)")
            guard case .generationComplete = end.payload else { return }
            let document = client.order.dialect.dialect.document(end, of: log.facts)
            check(answer.json == document, "\(id): its document is something else")
        }
    }

    private static func status(of end: Event) -> Int {
        switch end.payload {
        case .generationError(_, let fault): Status(fault.type).rawValue
        case .generationCancelled: 503
        default: 200
        }
    }

    /// A chunked body without its chunks, as much of it as came.
    private static func unchunked(_ body: String) -> String {
        var rest = Array(body.utf8)[...]
        var text: [UInt8] = []
        while let end = rest.firstIndex(of: 13),
            let count = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16)
        {
            rest = rest[(end + 2)...]
            text += rest.prefix(count)
            rest = rest.dropFirst(count + 2)
        }
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: What was counted

    private func checkGenerations(_ metrics: Scrape, _ audits: [LogAudit]) {
        func ended(_ outcome: String) -> Double {
            metrics.sum("penstock_generations_total", "outcome=\"\(outcome)\"")
        }
        var ends: [String: Int] = [:]
        for audit in audits {
            switch audit.end?.payload {
            case .generationComplete: ends["complete", default: 0] += 1
            case .generationError: ends["error", default: 0] += 1
            default: ends["cancelled", default: 0] += 1
            }
        }
        equal(ended("complete"), ends["complete"] ?? 0, "complete generations")
        equal(ended("error"), ends["error"] ?? 0, "failed generations")
        equal(ended("cancelled") + ended("abandoned"), ends["cancelled"] ?? 0, "cancelled generations")
        equal(metrics.sum("penstock_generations_active"), 0, "active generations")
        check(server.workers.allSatisfy { $0.generationCount == 0 }, "a worker keeps a generation")
        check(metrics.sum("penstock_abandonments_total") >= ended("abandoned"), "abandonments")
        let kept = metrics.sum("penstock_generations_kept")
        let evicted = metrics.sum("penstock_generations_evicted_total")
        equal(kept + evicted, audits.count, "generations that are kept or not")
        if simulation.conditions.isLong {
            equal(kept, 0, "kept generations")
            equal(metrics.sum("penstock_generations_kept_bytes"), 0, "kept bytes")
        }
        checkBeginnings(metrics, audits.count)
    }

    /// Every generation was asked for by somebody, and who got none was counted.
    private func checkBeginnings(_ metrics: Scrape, _ count: Int) {
        let begun =
            simulation.asynchronous + simulation.readers.count { $0.begins && $0.path != nil }
            + simulation.clients.count { $0.begins && $0.answer.field("Generation-ID") != nil }
        let unknown =
            simulation.readers.count { $0.begins && $0.isLost }
            + simulation.clients.count { $0.begins && !$0.isAddressed }
        between(Double(count), begun, begun + unknown, "generations")
        let refused =
            simulation.refusedAsynchronous
            + simulation.readers.count { $0.begins && $0.path == nil && $0.refusal == 503 }
            + simulation.clients.count(where: \.isRefused)
        between(
            metrics.sum("penstock_admission_rejections_total"),
            refused,
            refused + unknown + simulation.clients.count { $0.request == .faultyInput && !$0.isAddressed },
            "refusals"
        )
    }

    private func checkSteps(_ metrics: Scrape, _ audits: [LogAudit]) {
        func ended(_ outcome: String) -> Double {
            metrics.sum("penstock_steps_total", "outcome=\"\(outcome)\"")
        }
        func sum(_ count: (LogAudit) -> Int) -> Int { audits.reduce(0) { $0 + count($1) } }
        equal(ended("ok"), sum(\.completed), "complete steps")
        equal(ended("error") + ended("timeout"), sum(\.failed), "failed steps")
        equal(metrics.sum("penstock_step_failures_total"), sum(\.failed), "failures of steps by type")
        equal(ended("skipped"), sum(\.skipped), "skipped steps")
        equal(ended("cancelled"), sum(\.cancelled), "cancelled steps")
        equal(
            metrics.sum("penstock_step_retries_total") + metrics.sum("penstock_step_fallbacks_total"),
            sum(\.retries),
            "further attempts"
        )
        check(
            sum(\.started) == sum { $0.completed + $0.failed + $0.cancelled },
            "steps that began and did not end"
        )
    }

    private func checkStreams(_ metrics: Scrape) {
        func count(_ family: String, _ label: String = "") -> Double {
            metrics.sum("penstock_\(family)", label)
        }
        let established = count("stream_connects_total", #"outcome="established""#)
        let seen =
            simulation.readers.reduce(0) { $0 + $1.streams }
            + simulation.clients.count { $0.opensStream && $0.isAddressed && $0.answer.status == 200 }
        let unseen =
            simulation.readers.reduce(0) { $0 + $1.unanswered }
            + simulation.clients.count { $0.opensStream && !$0.isAddressed }
        between(established, seen, seen + unseen, "streams")
        check(count("streams_ended_total") == established, "streams started and ended")
        check(count("streams_active") == 0, "active streams")
        let whole =
            count("streams_ended_total", #"reason="complete""#)
            + count("streams_ended_total", #"reason="cancelled""#)
        check(whole + count("stream_drops_total") == established, "streams dropped and not")
    }

    private func checkTokens(_ metrics: Scrape) {
        let provider = simulation.provider
        equal(Double(provider.running), 0, "calls that run")
        equal(metrics.sum("penstock_provider_requests_total"), provider.started, "model calls")
        for (model, usage) in provider.used {
            let label = "model=\"\(model)\""
            equal(
                metrics.sum("penstock_tokens_total", label, #"kind="input""#),
                usage.input,
                "input of \(model)"
            )
            equal(
                metrics.sum("penstock_tokens_total", label, #"kind="output""#),
                usage.output,
                "output of \(model)"
            )
        }
    }

    /// The ledger and the metrics have what the provider would bill.
    private func checkCosts(_ metrics: Scrape) {
        let billed = simulation.provider.billed
        let total = server.context.accounts.ledger.report(LedgerQuery()).total
        equal(Double(total.cost.amount.count), billed, "nano-dollars in the ledger")
        equal(Double(total.calls), simulation.provider.started, "calls in the ledger")
        let counted = (metrics.sum("penstock_cost_dollars_total") * 1e9).rounded()
        equal(counted, billed, "nano-dollars in the metrics")
    }

    /// Every place that was taken has been given back.
    private func checkPlaces() {
        guard let most = simulation.conditions.generationsMax else { return }
        equal(Double(simulation.places(most + 1)), most, "places for generations")
    }

    // MARK: The end

    private func write() {
        for client in simulation.clients where client.request != .scrape { transcript += client.received }
        for reader in simulation.readers { transcript += String(decoding: reader.received, as: UTF8.self) }
        transcript += simulation.answers.joined()
    }

    private func finish(_ metrics: Scrape) {
        let log = server.stop()
        let places = simulation.conditions.generationsMax ?? 0
        let lines = log.filter { $0.contains(" generation ") }
        equal(Double(lines.count), generations + places, "lines of generations")
        var tokens = 0
        for line in lines.prefix(generations) {
            for name in ["input_tokens=", "output_tokens="] {
                tokens +=
                    line.split(separator: " ").first { $0.hasPrefix(name) }
                    .flatMap { Int($0.dropFirst(name.count)) } ?? 0
            }
        }
        equal(metrics.sum("penstock_tokens_total"), tokens, "tokens in lines")
        for line in log where !line.contains("path=/metrics") { transcript += line + "\n" }
        equal(Double(server.released), server.connected, "connections let go of")
        for loop in server.loops.loops {
            equal(Double(loop.loop.timerCount), 0, "timers of loop \(loop.loop.index)")
        }
        let held = simulation.forget()
        check(held == 0, "\(held) logs are still held")
    }
}
