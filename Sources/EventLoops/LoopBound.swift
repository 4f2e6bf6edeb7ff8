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
