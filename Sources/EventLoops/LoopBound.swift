/// Something that belongs to one loop, to be carried by others and opened only there.
@safe package final class LoopBound<Value>: @unchecked Sendable {
    // @unchecked: the value is reached on its loop's thread only, which is checked.

    package let loop: EventLoop
    private var value: Value?

    /// Makes the value on the loop; returns at once.
    package init(on loop: EventLoop, _ make: @escaping @Sendable () -> Value) {
        self.loop = loop
        loop.execute { self.value = make() }
    }

    /// Takes a value that is on the loop already; `release` is to be called before the last reference is let go.
    package init(holding value: Value, on loop: EventLoop) {
        loop.preconditionOnLoop()
        self.loop = loop
        self.value = value
    }

    /// The value, for whoever is on its loop; nil once it has been let go.
    package var here: Value? {
        loop.preconditionOnLoop()
        return value
    }

    /// Runs `body` on the loop with the value, or with nil if it has been let go; any thread.
    package func find(_ body: @escaping @Sendable (Value?) -> Void) {
        loop.execute { body(self.value) }
    }

    /// Runs `body` with the value on its loop; any thread.
    package func run(_ body: @escaping @Sendable (Value) -> Void) {
        loop.execute {
            if let value = self.value { body(value) }
        }
    }

    /// Lets go of the value, on its loop; what comes later finds nothing.
    package func release() {
        loop.execute { self.value = nil }
    }
}
