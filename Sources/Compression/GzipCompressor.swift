internal import CZlib

/// Compresses a stream piece by piece into one gzip member (RFC 1952).
///
/// It holds a quarter of a megabyte while it lives, and nothing of what it was given but zlib's window.
@safe package struct GzipCompressor: ~Copyable {
    // zlib's state points back at the stream, so the stream may not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutableBufferPointer<UInt8>

    private static let outputBytes = 16 * 1_024

    /// - Parameter level: From 1, the fastest, to 9.
    package init(level: Int) {
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        unsafe output = .allocate(capacity: Self.outputBytes)
        let status = unsafe penstock_deflate_init_gzip(stream, CInt(level))
        precondition(status == Z_OK, "zlib could not begin: \(status)")
    }

    deinit {
        unsafe deflateEnd(stream)
        unsafe stream.deallocate()
        unsafe output.deallocate()
    }

    /// Takes a piece, and lends what became of it and of pieces before, which may be nothing yet.
    package mutating func append(_ bytes: Span<UInt8>, _ receive: (Span<UInt8>) -> Void) {
        guard !bytes.isEmpty else { return }
        unsafe bytes.withUnsafeBufferPointer { input in
            // zlib only reads it; its type says otherwise.
            unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            unsafe stream.pointee.avail_in = CUnsignedInt(input.count)
            deflate(Z_NO_FLUSH, receive)
        }
        unsafe stream.pointee.next_in = nil
    }

    /// Lends the rest; nothing may follow.
    package mutating func finish(_ receive: (Span<UInt8>) -> Void) {
        deflate(Z_FINISH, receive)
    }

    private func deflate(_ flush: CInt, _ receive: (Span<UInt8>) -> Void) {
        repeat {
            unsafe stream.pointee.next_out = output.baseAddress
            unsafe stream.pointee.avail_out = CUnsignedInt(Self.outputBytes)
            unsafe CZlib.deflate(stream, flush)
            let written = unsafe Self.outputBytes - Int(stream.pointee.avail_out)
            let produced = unsafe UnsafeBufferPointer(rebasing: output[..<written])
            if written > 0 { receive(unsafe Span(_unsafeElements: produced)) }
        } while unsafe stream.pointee.avail_out == 0
    }
}
