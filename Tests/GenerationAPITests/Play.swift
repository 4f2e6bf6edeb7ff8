import EventLoops
import Events
import HTTPClient
import Platform
import Providers

/// A provider that plays what a test has written.
///
/// For each step there is what is said at each attempt, the last of it again and again; which step asks is told from a
/// phrase of its prompts.
final class Play: Provider, @unchecked Sendable {
    // @unchecked: a simulation runs on one thread.
    private let phrases: [(step: String, phrase: String)]
    var takes: [String: [Take]]
    private(set) var calls: [PlayedCall] = []

    init(_ phrases: [(step: String, phrase: String)], _ takes: [String: [Take]]) {
        self.phrases = phrases
        self.takes = takes
    }

    func call(
        _ request: ModelRequest,
        on loop: EventLoop,
        by upstream: any UpstreamClient,
        observer: any ModelCallObserver
    ) -> any ModelCall {
        let step = phrases.first { request.prompt.contains($0.phrase) }?.step ?? "nobody"
        let left = takes[step] ?? []
        if left.count > 1 { takes[step]?.removeFirst() }
        let call = PlayedCall(step, request, left.first ?? Take([], .silence), on: loop, observer)
        calls.append(call)
        return call
    }

    func trouble(at now: Instant) -> String? { nil }

    var running: Int { calls.count { $0.isRunning } }
    /// Everything that was used, said or not.
    var used: Usage { calls.reduce(into: Usage()) { $0 += $1.used } }
}
