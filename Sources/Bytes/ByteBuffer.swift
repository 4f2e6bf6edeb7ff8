/// A growable run of bytes with one owner, to which things are rendered and from which they are sent.
///
/// It grows by doubling; whoever fills it with what comes from outside keeps it within a bound of its own. Not
/// copyable, so that bytes handed to a socket cannot be changed by mistake.
@safe package struct ByteBuffer: ~Copyable {
    package private(set) var count: Int = 0
    package private(set) var capacity: Int = 0
    private var base: UnsafeMutablePointer<UInt8>?

    package init() {}

    package init(capacity: Int) {
        reserve(capacity)
    }

    /// Empty, with memory that an earlier buffer surrendered.
    init(adopting block: ByteBufferPool.Block) {
        unsafe base = UnsafeMutablePointer(bitPattern: block.address)
        capacity = block.capacity
    }

    deinit {
        unsafe base?.deallocate()
    }

    /// Gives up the memory without freeing it.
    consuming func surrender() -> ByteBufferPool.Block {
        let block = ByteBufferPool.Block(address: UInt(bitPattern: unsafe base), capacity: capacity)
        discard self
        return block
    }

    package var isEmpty: Bool { count == 0 }
    package var last: UInt8? { isEmpty ? nil : self[count - 1] }

    /// Makes room for `additional` more bytes, so that appending them does not allocate.
    package mutating func reserve(_ additional: Int) {
        if capacity - count < additional {
            grow(toHold: count + additional)
        }
    }

    package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe base.unsafelyUnwrapped[count] = byte
        count += 1
    }

    package mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe append(start, count: source.count)
        }
    }

    package mutating func append(_ bytes: [UInt8]) {
        append(bytes.span)
    }

    package mutating func append(_ text: StaticString) {
        unsafe append(text.utf8Start, count: text.utf8CodeUnitCount)
    }

    // Disfavoured, so that a literal is a `StaticString`, which is copied from where it stands in the program.
    @_disfavoredOverload
    package mutating func append(_ text: String) {
        append(text.utf8.span)
    }

    package mutating func append(_ other: borrowing ByteBuffer) {
        guard let start = unsafe other.base else { return }
        unsafe append(start, count: other.count)
    }

    /// Lets `write` fill up to `limit` bytes behind the content; it returns how many it wrote.
    package mutating func append(
        upTo limit: Int,
        _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int
    ) {
        reserve(limit)
        guard let base = unsafe base else { return }
        let written = unsafe write(UnsafeMutableBufferPointer(start: base + count, count: limit))
        precondition(written >= 0 && written <= limit, "wrote past the room that was given")
        count += written
    }

    /// The lowest `added` bytes of a word, at most eight.
    mutating func append(word: UInt64, count added: Int) {
        reserve(8)
        unsafe UnsafeMutableRawPointer(base.unsafelyUnwrapped + count)
            .storeBytes(of: word.littleEndian, as: UInt64.self)
        count += added
    }

    /// Forgets the content and keeps the memory.
    package mutating func removeAll() {
        count = 0
    }

    package mutating func removeFirst(_ removed: Int) {
        precondition(removed >= 0 && removed <= count, "cannot remove more than there is")
        guard let base = unsafe base, removed > 0 else { return }
        unsafe base.update(from: base + removed, count: count - removed)
        count -= removed
    }

    package mutating func removeLast(_ removed: Int) {
        precondition(removed >= 0 && removed <= count, "cannot remove more than there is")
        count -= removed
    }

    /// Moves what stands from `offset` on by `added` bytes; what is then between is to be replaced.
    mutating func insertGap(of added: Int, at offset: Int) {
        precondition(offset >= 0 && offset <= count && added >= 0, "a gap lies within the content")
        reserve(added)
        guard let base = unsafe base else { return }
        unsafe (base + offset + added).update(from: base + offset, count: count - offset)
        count += added
    }

    /// Overwrites bytes that are already there: a length that is known only once its content is rendered.
    package mutating func replace(at offset: Int, with bytes: Span<UInt8>) {
        precondition(offset >= 0 && offset + bytes.count <= count, "can only replace what is there")
        for index in bytes.indices {
            unsafe base.unsafelyUnwrapped[offset + index] = bytes[index]
        }
    }

    package subscript(index: Int) -> UInt8 {
        precondition(index >= 0 && index < count, "no such byte")
        return unsafe base.unsafelyUnwrapped[index]
    }

    package borrowing func withSpan<Result: ~Copyable, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let span = unsafe Span(_unsafeElements: UnsafeBufferPointer(start: base, count: count))
        return try body(span)
    }

    /// The content, which stays where it is until the buffer is changed or freed: what a C call is given.
    package borrowing func withUnsafeBytes<Result: ~Copyable>(
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        unsafe body(UnsafeBufferPointer(start: base, count: count))
    }

    package var array: [UInt8] {
        unsafe Array(UnsafeBufferPointer(start: base, count: count))
    }

    /// The content as text; what is not valid UTF-8 becomes U+FFFD.
    package var string: String {
        unsafe String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self)
    }

    private mutating func append(_ source: UnsafePointer<UInt8>, count added: Int) {
        reserve(added)
        guard let base = unsafe base else { return }
        // The room behind the content is nobody else's, so the two do not overlap.
        unsafe (base + count).initialize(from: source, count: added)
        count += added
    }

    private mutating func grow(toHold needed: Int) {
        let larger = max(64, needed, capacity * 2)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        if let base = unsafe base {
            unsafe moved.update(from: base, count: count)
            unsafe base.deallocate()
        }
        unsafe base = moved
        capacity = larger
    }
}
