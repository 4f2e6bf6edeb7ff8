package import Metrics

/// What is counted of event streams.
package struct StreamMetrics: Sendable {
    package enum ConnectFailure: String, CaseIterable, Sendable {
        case badRequest = "bad_request"
        case unauthorized
        case limited
        case overloaded
        case draining
        case tooLarge = "too_large"
        case internalError = "internal"
    }

    /// What became of a reader that came to a generation which others had begun.
    package enum Resume: String, CaseIterable, Sendable {
        /// It gets all that it has not had.
        case replayed
        /// It gets what there is in place of what it has missed.
        case gap
        /// It gets nothing.
        case refused
    }

    enum Phase: String, CaseIterable, Sendable {
        case beforeFirstEvent = "before_first_event"
        case streaming
    }

    private let connects: CounterFamily
    private let resumes: CounterFamily
    private let refusedResumes: Counter
    private let active: UpDownCounterFamily
    private let ended: CounterFamily
    private let drops: CounterFamily
    private let timeToFirstEvent: HistogramFamily
    private let eventDelay: HistogramFamily
    private let events: CounterFamily
    private let bytes: CounterFamily
    private let coalesced: CounterFamily
    private let remoteWaits: CounterFamily

    package init(_ registry: Registry) {
        connects = registry.counter(
            "penstock_stream_connects_total",
            "Attempts to open an event stream: established, or failed and why.",
            labels: ["pipeline", "outcome", "reason"],
            labelsKept: ["outcome", "reason"]
        )
        resumes = registry.counter(
            "penstock_stream_resumes_total",
            "Readers that came to a generation later or again, and whether they could go on; no pipeline: it is gone.",
            labels: ["pipeline", "outcome"],
            labelsKept: ["outcome"]
        )
        refusedResumes = resumes.bind("", Resume.refused.rawValue)
        active = registry.upDownCounter(
            "penstock_streams_active",
            "Event streams open now.",
            labels: ["pipeline", "dialect"]
        )
        ended = registry.counter(
            "penstock_streams_ended_total",
            "Event streams that ended, how, and whether an event had been sent before.",
            labels: ["pipeline", "reason", "phase"],
            labelsKept: ["reason", "phase"]
        )
        drops = registry.counter(
            "penstock_stream_drops_total",
            "Event streams that ended before their last event reached the client.",
            labels: ["pipeline", "reason"],
            labelsKept: ["reason"]
        )
        timeToFirstEvent = registry.histogram(
            "penstock_stream_time_to_first_event_seconds",
            "From the arrival of a request that starts a generation to the first event of its stream.",
            unit: .seconds,
            bounds: .delays,
            labels: ["pipeline"],
            detail: .native
        )
        eventDelay = registry.histogram(
            "penstock_stream_event_delay_seconds",
            "From a model's text coming in to it going out to a reader who keeps up; every sixteenth event is timed.",
            unit: .seconds,
            bounds: .delays,
            labels: ["pipeline"],
            detail: .native
        )
        events = registry.counter(
            "penstock_stream_events_total",
            "Events sent to readers.",
            labels: ["dialect"]
        )
        bytes = registry.counter(
            "penstock_stream_bytes_total",
            "Bytes of events and heartbeats sent to readers, without HTTP framing.",
            labels: ["dialect"]
        )
        coalesced = registry.counter(
            "penstock_stream_events_coalesced_total",
            "Events that slow readers got as part of another.",
            labels: ["dialect"]
        )
        remoteWaits = registry.counter(
            "penstock_stream_remote_waits_total",
            "Times that a stream whose generation is on another loop had used up its credit and waited for its reader.",
            labels: ["pipeline"]
        )
    }

    /// Counts a reader of a generation that is not known any more, or never was.
    package func resumeRefused(on shard: Shard) {
        refusedResumes.add(on: shard)
    }

    /// The handles of one pipeline's streams in one dialect.
    package func bind(pipeline: String, dialect: String) -> Bound {
        Bound(
            established: connects.bind(pipeline, "established", ""),
            failed: HandlesByCase { connects.bind(pipeline, "failed", $0.rawValue) },
            resumes: HandlesByCase { resumes.bind(pipeline, $0.rawValue) },
            active: active.bind(pipeline, dialect),
            ended: HandlesByCase { ending in
                HandlesByCase { ended.bind(pipeline, ending.rawValue, $0.rawValue) }
            },
            drops: HandlesByCase { $0.isDrop ? drops.bind(pipeline, $0.rawValue) : nil },
            timeToFirstEvent: timeToFirstEvent.bind(pipeline),
            eventDelay: eventDelay.bind(pipeline),
            events: events.bind(dialect),
            bytes: bytes.bind(dialect),
            coalesced: coalesced.bind(dialect),
            remoteWaits: remoteWaits.bind(pipeline)
        )
    }

    /// Handles of one pipeline and dialect.
    package final class Bound: Sendable {
        let established: Counter
        private let failed: HandlesByCase<ConnectFailure, Counter>
        private let resumes: HandlesByCase<Resume, Counter>
        let active: UpDownCounter
        private let ended: HandlesByCase<StreamEnding, HandlesByCase<Phase, Counter>>
        private let drops: HandlesByCase<StreamEnding, Counter?>
        let timeToFirstEvent: Histogram
        let eventDelay: Histogram
        let events: Counter
        let bytes: Counter
        package let coalesced: Counter
        package let remoteWaits: Counter

        fileprivate init(
            established: Counter,
            failed: HandlesByCase<ConnectFailure, Counter>,
            resumes: HandlesByCase<Resume, Counter>,
            active: UpDownCounter,
            ended: HandlesByCase<StreamEnding, HandlesByCase<Phase, Counter>>,
            drops: HandlesByCase<StreamEnding, Counter?>,
            timeToFirstEvent: Histogram,
            eventDelay: Histogram,
            events: Counter,
            bytes: Counter,
            coalesced: Counter,
            remoteWaits: Counter
        ) {
            self.established = established
            self.failed = failed
            self.resumes = resumes
            self.active = active
            self.ended = ended
            self.drops = drops
            self.timeToFirstEvent = timeToFirstEvent
            self.eventDelay = eventDelay
            self.events = events
            self.bytes = bytes
            self.coalesced = coalesced
            self.remoteWaits = remoteWaits
        }

        package func connectFailed(_ reason: ConnectFailure, on shard: Shard) {
            failed[reason].add(on: shard)
        }

        package func resumed(_ outcome: Resume, on shard: Shard) {
            resumes[outcome].add(on: shard)
        }

        func ended(_ ending: StreamEnding, _ phase: Phase, on shard: Shard) {
            ended[ending][phase].add(on: shard)
            drops[ending]?.add(on: shard)
            active.decrement(on: shard)
        }
    }
}
