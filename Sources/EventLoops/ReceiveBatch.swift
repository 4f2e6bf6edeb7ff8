internal import Glibc

/// What the sockets of one loop have brought and nobody has looked at yet.
///
/// Many sockets are read before any of it is handled, so that the kernel's code for reading stays in the processor's
/// cache and then ours does: handling each at once took a twentieth more time for small requests. Only the loop's
/// thread has it.
@safe final class ReceiveBatch {
    /// One read's place: most requests fit.
    private static let pieceBytes = 1_024
    /// Enough for the sockets that are ready together; more of them make another batch.
    private static let piecesMax = 64

    private let memory: UnsafeMutableBufferPointer<UInt8>
    /// For whom the pieces are, and how long they are; the first `count` are in use.
    private var streams = [SocketStream?](repeating: nil, count: piecesMax)
    private var lengths = [Int](repeating: 0, count: piecesMax)
    private var count = 0

    init() {
        unsafe memory = .allocate(capacity: Self.pieceBytes * Self.piecesMax)
    }

    deinit {
        unsafe memory.deallocate()
    }

    /// Reads what a socket has; it is delivered with the rest of the batch.
    ///
    /// - Returns: What `recv` says, and whether the socket may have more.
    func receive(_ descriptor: CInt, for stream: SocketStream) -> (length: Int, isCut: Bool) {
        let start = unsafe memory.baseAddress.unsafelyUnwrapped + count * Self.pieceBytes
        let length = unsafe recv(descriptor, start, Self.pieceBytes, 0)
        guard length > 0 else { return (length, false) }
        streams[count] = stream
        lengths[count] = length
        count += 1
        if count == Self.piecesMax { deliver() }
        return (length, length == Self.pieceBytes)
    }

    /// Reads a socket that has more than a piece into the memory of all; the batch must have been delivered.
    func receiveMore(_ descriptor: CInt, _ read: (UnsafeBufferPointer<UInt8>) -> Void) {
        precondition(count == 0, "what was read before is delivered first")
        let length = unsafe recv(descriptor, memory.baseAddress, memory.count, 0)
        // Its end or its failure is told again when it is read the next time.
        if length > 0 { unsafe read(UnsafeBufferPointer(rebasing: memory[..<length])) }
    }

    /// Hands everything to those whom it is for, in the order in which it was read.
    func deliver() {
        for index in 0..<count {
            let start = unsafe memory.baseAddress.unsafelyUnwrapped + index * Self.pieceBytes
            unsafe streams[index].take()?.deliver(UnsafeBufferPointer(start: start, count: lengths[index]))
        }
        count = 0
    }
}
