/// Memory of buffers between two uses, so that a connection owns none while it has nothing to say.
@safe package struct ByteBufferPool: ~Copyable {
    private var blocks: [Block] = []
    private var bytes = 0
    private let bytesMax: Int

    struct Block {
        // Addresses as numbers, so that they can stand in an array of a safe type.
        let address: UInt
        let capacity: Int
    }

    /// Keeps up to `bytesMax`, and frees more, so that a burst does not hold its memory for ever.
    package init(bytesMax: Int) {
        self.bytesMax = bytesMax
    }

    deinit {
        for block in blocks { _ = ByteBuffer(adopting: block) }
    }

    /// An empty buffer, with the memory of an earlier one if there is any.
    package mutating func take() -> ByteBuffer {
        guard let block = blocks.popLast() else { return ByteBuffer() }
        bytes -= block.capacity
        return ByteBuffer(adopting: block)
    }

    package mutating func give(_ buffer: consuming ByteBuffer) {
        guard buffer.capacity > 0, bytes + buffer.capacity <= bytesMax else { return }
        bytes += buffer.capacity
        blocks.append(buffer.surrender())
    }
}
