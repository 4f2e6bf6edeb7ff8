/// One of a few things that may happen in any order.
protocol OrderedEvent: CaseIterable, Equatable {
    /// What must have happened before it can.
    var condition: Self? { get }
}

extension OrderedEvent {
    /// Calls `body` with every order of every choice of events, but those in which an event could mean nothing.
    static func forEachOrder(from chosen: [Self] = [], _ body: ([Self]) -> Void) {
        body(chosen)
        for event in allCases where !chosen.contains(event) {
            if let condition = event.condition, !chosen.contains(condition) { continue }
            forEachOrder(from: chosen + [event], body)
        }
    }
}
