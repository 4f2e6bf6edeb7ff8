internal import EventLoops
internal import Events
internal import Platform
internal import Providers

/// Listens to the answer to a probe, on its loop.
final class ProbeObserver: ModelCallObserver {
    /// Kept until it is over, for its notes.
    var call: (any ModelCall)?
    private let loop: EventLoop
    private let began: Instant
    private var firstText: Duration?
    private let ended: (ProviderProbe.Finding) -> Void

    init(on loop: EventLoop, ended: @escaping (ProviderProbe.Finding) -> Void) {
        self.loop = loop
        self.ended = ended
        began = loop.time.now()
    }

    func callProduced(_ text: Span<UInt8>) {
        firstText = firstText ?? began.duration(to: loop.time.now())
    }

    func callEnded(_ end: ModelCallEnd) {
        let duration = began.duration(to: loop.time.now())
        switch end {
        case .failed(let fault, _):
            ended(
                ProviderProbe.Finding(sentence: "\(fault.type.rawValue): \(fault.message)", isUsable: false)
            )
        case .finished(_, let usage):
            let first = firstText.map { ", the first text after \($0.wholeMilliseconds) ms" } ?? ", no text"
            let name = call?.notes.model.map { " as \($0)" } ?? ""
            let tokens =
                "\(usage.inputTotal) + \(usage.outputTotal) tokens\(usage.isEstimated ? ", estimated" : "")"
            let sentence = "answers\(name) in \(duration.wholeMilliseconds) ms\(first), \(tokens)"
            ended(ProviderProbe.Finding(sentence: sentence, isUsable: true))
        }
        call = nil
    }
}
