internal import Bytes
internal import Dialects
internal import EventLoops
internal import Events

/// The readers of one log in one dialect: what happens is rendered once for all who are up to date.
final class Rendition {
    let name: DialectName
    private let dialect: any Dialect
    private(set) var subscriptions: [Subscription] = []

    init(_ name: DialectName) {
        self.name = name
        dialect = name.dialect
    }

    var isEmpty: Bool { subscriptions.isEmpty }

    func add(_ subscription: Subscription) {
        subscriptions.append(subscription)
    }

    func remove(_ subscription: Subscription) {
        subscriptions.removeAll { $0 === subscription }
    }

    /// Hands an event to everybody who has had the one before it and has room.
    func offer(_ event: Event, of log: GenerationLog) {
        guard prepare(for: event.sequence) else { return }
        var rendered = log.loop.buffers.take()
        let events = dialect.render(event, of: log.facts, into: &rendered)
        hand(rendered, events, event.sequence)
        log.loop.buffers.give(rendered)
    }

    /// The same for a piece of text.
    func offer(_ delta: Delta, text: Span<UInt8>, of log: GenerationLog) {
        guard prepare(for: delta.sequence) else { return }
        var rendered = log.loop.buffers.take()
        let events = dialect.render(delta, text: text, of: log.facts, into: &rendered)
        hand(rendered, events, delta.sequence)
        log.loop.buffers.give(rendered)
    }

    /// Tells those who cannot take the event, and says whether anybody can.
    private func prepare(for sequence: Int) -> Bool {
        var isWanted = false
        for subscription in subscriptions {
            if subscription.isReady(for: sequence) { isWanted = true } else { subscription.fallBehind() }
        }
        return isWanted
    }

    private func hand(_ rendered: borrowing ByteBuffer, _ events: Int, _ sequence: Int) {
        rendered.withSpan { blocks in
            for subscription in subscriptions where subscription.isReady(for: sequence) {
                subscription.take(blocks, events: events, upTo: sequence)
            }
        }
    }
}
