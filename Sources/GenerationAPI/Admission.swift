internal import Metrics
internal import Synchronization

/// Decides whether a new generation may begin, on whichever loop, and counts those that may not.
final class Admission: Sendable {
    enum Refusal: String, CaseIterable, Error {
        /// The server is going to stop.
        case draining
        /// As many run as the operator allows.
        case generations
        /// Its owner has spent what may be spent in a day.
        case spending
    }

    private let readiness: Readiness
    private let generationsMax: Int
    private let running = Atomic<Int>(0)
    private let rejections: HandlesByCase<Refusal, Counter>

    init(generationsMax: Int, readiness: Readiness, registry: Registry) {
        self.generationsMax = generationsMax
        self.readiness = readiness
        let family = registry.counter(
            "penstock_admission_rejections_total",
            "Generations that were refused before they began, and why.",
            labels: ["reason"]
        )
        rejections = HandlesByCase { family.bind($0.rawValue) }
        let fault = "as many generations run as may"
        readiness.add(
            Readiness.Source(name: "generations") { [weak self] _ in
                self?.isFull == true ? .failure(fault) : nil
            }
        )
    }

    /// Whether one more would be refused.
    private var isFull: Bool { running.load(ordering: .relaxed) >= generationsMax }

    /// Refuses everything while the server only finishes what runs; asked before a request is looked at.
    func checkOpen(on shard: Shard) throws(Refusal) {
        if readiness.phase == .refusing { throw refuse(.draining, on: shard) }
    }

    /// Takes a place for one generation, which `release` gives back.
    func admit(on shard: Shard) throws(Refusal) {
        guard running.add(1, ordering: .relaxed).newValue <= generationsMax else {
            release()
            throw refuse(.generations, on: shard)
        }
    }

    func release() {
        running.subtract(1, ordering: .relaxed)
    }

    /// Counts a refusal.
    @discardableResult func refuse(_ refusal: Refusal, on shard: Shard) -> Refusal {
        rejections[refusal].add(on: shard)
        return refusal
    }
}
