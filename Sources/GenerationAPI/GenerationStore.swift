internal import Authentication
internal import EventLog
internal import EventLoops
internal import Events
internal import Metrics
internal import Pipelines
internal import Platform

/// The generations of the whole server, running ones and those that are kept for readers who come back.
///
/// It knows on which loop each one lives, and what a list says of it; all else is asked of its record, there.
final class GenerationStore: Sendable {
    /// One generation, as whoever has its id gets at it.
    struct Entry: Sendable {
        let id: GenerationID
        let record: LoopBound<GenerationRecord>
        let bound: BoundPipeline
        /// Whose it is.
        let caller: Caller
        let began: Timestamp
        /// How and when it ended, if it has.
        fileprivate(set) var end: End?
    }

    struct End: Sendable {
        let status: Event.Status
        let time: Timestamp
        fileprivate let at: Instant
        fileprivate let bytes: Int
    }

    /// Why a generation is not kept any longer.
    enum Eviction: String, CaseIterable {
        /// It was kept for its time.
        case time
        /// There are more than may be kept, or they take more memory.
        case count
        case bytes
        /// A client asked for it.
        case deleted
    }

    private let bounds: KeepingBounds
    private let evictions: [Counter]
    private let content = Lock(Content())

    fileprivate struct Content {
        var entries: [GenerationID: Entry] = [:]
        /// In the order in which they began, and in which they ended; some may be gone.
        var begun: [GenerationID] = []
        var ended: [GenerationID] = []
        var firstEnded = 0
        var keptCount = 0
        var keptBytes = 0
    }

    init(_ bounds: KeepingBounds, registry: Registry) {
        self.bounds = bounds
        let family = registry.counter(
            "penstock_generations_evicted_total",
            "Generations that can be read no longer, and why.",
            labels: ["reason"]
        )
        evictions = Eviction.allCases.map { family.bind($0.rawValue) }
        registry.add(GenerationStoreCollector(self))
    }

    // MARK: Finding

    /// The generation that a caller names, with or without a prefix: the one place where requests get at one.
    ///
    /// What belongs to somebody else is not there for them.
    func find(_ name: String, for caller: Caller) -> Entry? {
        guard let entry = GenerationID(name).flatMap({ find($0) }) else { return nil }
        return caller.sees(whatBelongsTo: entry.caller) ? entry : nil
    }

    func find(_ id: GenerationID) -> Entry? {
        content.withLock { $0.entries[id] }
    }

    /// Those that a caller sees, the newest first.
    func newest(_ limit: Int, for caller: Caller, pipeline: String?, status: Event.Status?) -> [Entry] {
        content.withLock { content in
            var found: [Entry] = []
            for id in content.begun.reversed() where found.count < limit {
                guard let entry = content.entries[id] else { continue }
                guard caller.sees(whatBelongsTo: entry.caller) else { continue }
                guard status == nil || status == entry.status else { continue }
                guard pipeline == nil || pipeline == entry.bound.pipeline.name else { continue }
                found.append(entry)
            }
            return found
        }
    }

    /// How many that have ended are kept, and what memory they take.
    var kept: (count: Int, bytes: Int) { content.withLock { ($0.keptCount, $0.keptBytes) } }

    // MARK: Keeping

    func add(_ id: GenerationID, _ record: GenerationRecord, on loop: EventLoop) {
        let entry = Entry(
            id: id,
            record: LoopBound(holding: record, on: loop),
            bound: record.bound,
            caller: record.caller,
            began: record.log.began
        )
        content.withLock { content in
            content.entries[id] = entry
            content.begun.append(id)
            content.compact()
        }
    }

    /// Keeps a generation that has ended, as long as the bounds allow.
    func ended(_ id: GenerationID, _ status: Event.Status, bytes: Int, on loop: EventLoop) {
        let end = End(status: status, time: loop.timestamp, at: loop.now, bytes: bytes)
        let removed = content.withLock { content in
            content.end(id, end)
            return content.evict(beyond: bounds, at: end.at)
        }
        release(removed, on: loop.shard)
    }

    /// Lets go of what was kept for its time, and says when there will be more of that.
    func expire(on loop: EventLoop) -> Instant? {
        let now = loop.now
        let (removed, next) = content.withLock { content in
            let removed = content.evict(beyond: bounds, at: now)
            return (removed, content.oldestEnd?.advanced(by: bounds.time))
        }
        release(removed, on: loop.shard)
        return next
    }

    /// How long generations are kept at most.
    var time: Duration { bounds.time }

    /// Forgets a generation; whoever reads it already may go on.
    func remove(_ id: GenerationID, on shard: Shard) {
        let removed = content.withLock { $0.remove(id).map { [($0, Eviction.deleted)] } ?? [] }
        release(removed, on: shard)
    }

    /// Forgets everything that lives on a loop, which is going to stop.
    func removeAll(on loop: EventLoop) {
        let removed = content.withLock { content in
            let here = content.entries.values.filter { $0.record.loop === loop }
            for entry in here { _ = content.remove(entry.id) }
            return here
        }
        for entry in removed { entry.record.release() }
    }

    private func release(_ removed: [(Entry, Eviction)], on shard: Shard) {
        for (entry, reason) in removed {
            entry.record.release()
            guard let index = Eviction.allCases.firstIndex(of: reason) else { continue }
            evictions[index].add(on: shard)
        }
    }
}

extension GenerationStore.Entry {
    var status: Event.Status { end?.status ?? .running }
}

extension GenerationStore.Content {
    /// When the one ended that ended first.
    fileprivate var oldestEnd: Instant? {
        for id in ended[firstEnded...] {
            if let end = entries[id]?.end { return end.at }
        }
        return nil
    }

    fileprivate mutating func end(_ id: GenerationID, _ end: GenerationStore.End) {
        // It may have been deleted while it ran.
        guard entries[id] != nil else { return }
        entries[id]?.end = end
        ended.append(id)
        keptCount += 1
        keptBytes += end.bytes
    }

    fileprivate mutating func remove(_ id: GenerationID) -> GenerationStore.Entry? {
        guard let entry = entries.removeValue(forKey: id) else { return nil }
        if let end = entry.end {
            keptCount -= 1
            keptBytes -= end.bytes
        }
        return entry
    }

    /// Removes those that ended first, until the rest is within the bounds.
    fileprivate mutating func evict(
        beyond bounds: KeepingBounds,
        at now: Instant
    ) -> [(GenerationStore.Entry, GenerationStore.Eviction)] {
        var removed: [(GenerationStore.Entry, GenerationStore.Eviction)] = []
        while firstEnded < ended.count {
            let id = ended[firstEnded]
            if let end = entries[id]?.end {
                let reason: GenerationStore.Eviction
                if end.at.advanced(by: bounds.time) <= now {
                    reason = .time
                } else if keptCount > bounds.generations {
                    reason = .count
                } else if keptBytes > bounds.bytes {
                    reason = .bytes
                } else {
                    break
                }
                if let entry = remove(id) { removed.append((entry, reason)) }
            }
            firstEnded += 1
        }
        return removed
    }

    /// Forgets the ids of what is gone once they are more than half.
    fileprivate mutating func compact() {
        let many = 2 * entries.count + 64
        if begun.count > many { begun.removeAll { entries[$0] == nil } }
        if firstEnded > many {
            ended.removeFirst(firstEnded)
            firstEnded = 0
        }
    }
}
