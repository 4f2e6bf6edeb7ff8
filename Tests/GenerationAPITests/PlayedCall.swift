import EventLoops
import Events
import Platform
import Providers

/// One call to a ``Play``; each line is one token.
final class PlayedCall: ModelCall {
    let step: String
    let request: ModelRequest
    private let take: Take
    private let loop: EventLoop
    private var observer: (any ModelCallObserver)?
    private var timer: LoopTimer?
    private(set) var used = Usage(input: 10)

    private static let pace = Duration.seconds(1)

    init(
        _ step: String,
        _ request: ModelRequest,
        _ take: Take,
        on loop: EventLoop,
        _ observer: any ModelCallObserver
    ) {
        self.step = step
        self.request = request
        self.take = take
        self.loop = loop
        self.observer = observer
        let timer = LoopTimer(on: loop) { [unowned self] in turn() }
        timer.arm(after: take.lines.isEmpty ? .zero : Self.pace)
        self.timer = timer
    }

    var isRunning: Bool { observer != nil }

    func cancel() -> Usage {
        timer?.disarm()
        observer = nil
        return used
    }

    private func turn() {
        if used.output < take.lines.count {
            let bytes = Array(take.lines[used.output].utf8)
            used.output += 1
            timer?.arm(after: Self.pace)
            observer?.callProduced(bytes.span)
        }
        // It may have been called off for what it has just said.
        guard used.output == take.lines.count, observer != nil else { return }
        timer?.disarm()
        switch take.end {
        case .finishes(let reason): end(.finished(reason, used))
        case .fails(let type, let wait):
            end(.failed(GenerationFault(type, "It failed", retryAfter: wait), used))
        case .silence: break
        }
    }

    private func end(_ end: ModelCallEnd) {
        let observer = observer
        self.observer = nil
        observer?.callEnded(end)
    }
}
