import Events
import JSON
import Simulation

@testable import Pipelines

extension PipelineBench {
    /// Begins a generation that a client of the penstock dialect reads.
    func read() -> EventReader { EventReader(connect()) }

    func settle() { simulated.settle() }
}

/// The client's end of a stream: every event it has had so far.
final class EventReader {
    private let stream: SimulatedStream
    private var text = ""

    init(_ stream: SimulatedStream) {
        self.stream = stream
    }

    var isClosed: Bool { stream.isClosed }

    /// All events but pieces of text and the ticks of progress.
    var events: [EventTranscript.Block] {
        all.filter { $0.event != "delta" && $0.event != "step_progress" }
    }

    var all: [EventTranscript.Block] {
        text += stream.take()
        return EventTranscript(of: text).blocks
    }

    /// The events in short: `step_start a`, `step_retry a 1`.
    var story: [String] {
        events.map { block in
            var words = [block.event]
            if let step = block.value["step"]?.string { words.append(step) }
            if let index = block.value["index"]?.integer { words.append("[\(index)]") }
            if let attempt = block.value["attempt"]?.integer, attempt > 1 { words.append("#\(attempt)") }
            return words.joined(separator: " ")
        }
    }

    func last(_ name: String) -> JSONValue? { events.last { $0.event == name }?.value }

    func leave() { stream.reset() }
}
