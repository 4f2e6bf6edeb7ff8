/// One question to the resolver: it is answered once, or withdrawn.
package final class NameQuestion {
    private let loop: EventLoop
    private var done: ((Result<[PeerAddress], NameFault>) -> Void)?
    private var timer: LoopTimer?
    /// Takes the question off the list of those that wait.
    var left: (() -> Void)?

    init(on loop: EventLoop, _ done: @escaping (Result<[PeerAddress], NameFault>) -> Void) {
        self.loop = loop
        self.done = done
    }

    /// Nobody wants to know any more.
    package func withdraw() {
        done = nil
        leave()
    }

    func wait(_ patience: Duration, _ timedOut: @escaping () -> Void) {
        let timer = LoopTimer(on: loop) { [weak self] in
            guard let self, done != nil else { return }
            timedOut()
            answer(.failure(.timedOut))
        }
        timer.arm(after: patience)
        self.timer = timer
    }

    func answer(_ answer: Result<[PeerAddress], NameFault>) {
        let done = done
        self.done = nil
        leave()
        done?(answer)
    }

    private func leave() {
        timer?.disarm()
        timer = nil
        left?()
        left = nil
    }
}
