internal import Events

/// What a log keeps: an event, or pieces of text that follow each other.
enum LogEntry {
    case event(Event)
    case run(DeltaRun)

    var firstSequence: Int {
        switch self {
        case .event(let event): event.sequence
        case .run(let run): run.firstSequence
        }
    }
}
