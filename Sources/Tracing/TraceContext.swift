/// Where a piece of work stands in its trace: its own span, and the one that asked for it.
package struct TraceContext: Equatable, Sendable {
    package let traceID: TraceID
    package let spanID: SpanID
    package let parentID: SpanID?
    /// Whether its spans are exported in any case; those of failed and slow work are exported anyhow.
    package let isSampled: Bool
    package let isRandom: Bool
    /// What is passed on beside it.
    package let state: TraceState

    private init(
        _ traceID: TraceID,
        _ spanID: SpanID,
        below parentID: SpanID?,
        isSampled: Bool,
        isRandom: Bool,
        state: TraceState
    ) {
        self.traceID = traceID
        self.spanID = spanID
        self.parentID = parentID
        self.isSampled = isSampled
        self.isRandom = isRandom
        self.state = state
    }

    /// The first span of this process in a trace: the caller's trace goes on and its decision stands, or one begins
    /// here and `ratio` of them are sampled.
    package init(
        continuing parent: TraceParent?,
        _ state: TraceState,
        ratio: Double,
        random: inout any RandomNumberGenerator
    ) {
        let spanID = SpanID(random: &random)
        if let parent {
            self.init(
                parent.traceID,
                spanID,
                below: parent.spanID,
                isSampled: parent.isSampled,
                isRandom: parent.isRandom,
                state: state
            )
        } else {
            let traceID = TraceID(random: &random)
            // By the id and not by another draw, so that everybody who samples by it decides alike.
            let share = Double(traceID.low >> 11) / Double(UInt64(1) << 53)
            let isSampled = share < ratio
            self.init(traceID, spanID, below: nil, isSampled: isSampled, isRandom: true, state: .empty)
        }
    }

    /// A span below this one.
    package func child(random: inout any RandomNumberGenerator) -> TraceContext {
        let spanID = SpanID(random: &random)
        return TraceContext(
            traceID,
            spanID,
            below: self.spanID,
            isSampled: isSampled,
            isRandom: isRandom,
            state: state
        )
    }

    /// What another server is told that is asked on behalf of this span.
    package var outgoing: TraceParent {
        TraceParent(traceID, spanID, isSampled: isSampled, isRandom: isRandom)
    }
}
