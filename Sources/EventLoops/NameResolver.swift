internal import Metrics
internal import Platform

/// The addresses of names, for everything on one loop: remembered for a while, asked for once however many want to
/// know, and never waited for beyond a deadline.
package final class NameResolver {
    package struct Bounds: Sendable {
        /// Names that are remembered.
        package var namesMax = 256
        /// Names that are being looked up: each may hold a thread of the process for as long as the system's resolver
        /// is patient, and there are few.
        package var lookupsMax = 32
        /// How long an answer is waited for; one that comes later still serves the next question.
        package var patience = Duration.seconds(5)
        /// The system's resolver does not say how long its answers hold.
        package var answersKept = Duration.seconds(30)
        /// Just long enough that a storm of requests asks once.
        package var failuresKept = Duration.seconds(1)

        package init() {}
    }

    private struct Entry {
        let answer: Result<[PeerAddress], NameFault>
        let expiry: Instant
    }

    private let loop: EventLoop
    private let lookup: any NameLookup
    private let bounds: Bounds
    private let metrics: NameResolverMetrics
    private var entries: [String: Entry] = [:]
    /// Who waits for which name; a name whose askers have all given up is still being looked up.
    private var waiting: [String: [ObjectIdentifier: NameQuestion]] = [:]

    package init(
        on loop: EventLoop,
        _ lookup: any NameLookup,
        bounds: Bounds = Bounds(),
        metrics: NameResolverMetrics
    ) {
        self.loop = loop
        self.lookup = lookup
        self.bounds = bounds
        self.metrics = metrics
    }

    /// Asks for the addresses of a name; `done` is told once, at the end of this turn or later, unless the question
    /// is withdrawn before.
    package func resolve(
        _ name: String,
        _ done: @escaping (Result<[PeerAddress], NameFault>) -> Void
    ) -> NameQuestion {
        loop.preconditionOnLoop()
        let name = name.lowercased()
        let question = NameQuestion(on: loop, done)
        if let entry = entries[name], entry.expiry > loop.now {
            metrics.count(.cached, on: loop.shard)
            loop.atEndOfTurn { question.answer(entry.answer) }
        } else if waiting[name] != nil {
            wait(question, for: name)
        } else if waiting.count < bounds.lookupsMax {
            waiting[name] = [:]
            wait(question, for: name)
            lookup.findAddresses(of: name) { [weak self] in self?.found($0, name) }
        } else {
            metrics.count(.overloaded, on: loop.shard)
            loop.atEndOfTurn { question.answer(.failure(.overloaded)) }
        }
        return question
    }

    /// Asks anew next time: for whoever could reach none of the addresses.
    package func forget(_ name: String) {
        entries[name.lowercased()] = nil
    }

    private func wait(_ question: NameQuestion, for name: String) {
        let id = ObjectIdentifier(question)
        waiting[name]?[id] = question
        question.left = { [weak self] in _ = self?.waiting[name]?.removeValue(forKey: id) }
        question.wait(bounds.patience) { [weak self] in
            guard let self else { return }
            metrics.count(.timedOut, on: loop.shard)
        }
    }

    private func found(_ answer: Result<[PeerAddress], NameFault>, _ name: String) {
        let outcome: NameResolverMetrics.Outcome
        switch answer {
        case .success: outcome = .found
        case .failure(.unknown): outcome = .unknown
        case .failure: outcome = .failed
        }
        keep(answer, name)
        for question in waiting.removeValue(forKey: name)?.values ?? [:].values {
            metrics.count(outcome, on: loop.shard)
            question.answer(answer)
        }
    }

    private func keep(_ answer: Result<[PeerAddress], NameFault>, _ name: String) {
        if entries.count >= bounds.namesMax {
            entries = entries.filter { $0.value.expiry > loop.now }
        }
        if entries.count >= bounds.namesMax,
            let first = entries.min(by: { $0.value.expiry < $1.value.expiry })
        {
            entries[first.key] = nil
        }
        let kept = (try? answer.get()) == nil ? bounds.failuresKept : bounds.answersKept
        entries[name] = Entry(answer: answer, expiry: loop.now.advanced(by: kept))
    }
}
