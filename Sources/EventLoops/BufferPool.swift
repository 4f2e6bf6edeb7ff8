package import Bytes

/// The loop's reserve of memory for what is being sent.
package final class BufferPool {
    // Enough for thousands of small events in one turn; what a burst of large ones needed beyond it is given back.
    private var pool = ByteBufferPool(bytesMax: 1 << 20)

    package func take() -> ByteBuffer {
        pool.take()
    }

    package func give(_ buffer: consuming ByteBuffer) {
        pool.give(buffer)
    }
}
