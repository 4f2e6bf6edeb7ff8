import EventLog
import Events

@testable import Pipelines

/// Cancels its generation as soon as it is over, which is too late.
final class ImpatientReader: EndObserver {
    private weak var generation: Generation?
    private(set) var wasTold = false

    init(of generation: Generation) {
        self.generation = generation
    }

    func ended(_ event: Event) {
        wasTold = true
        generation?.cancel(reason: "impatience")
        generation?.log.remove(self)
    }
}
