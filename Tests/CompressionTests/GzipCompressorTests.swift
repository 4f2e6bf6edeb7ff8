import CZlib
import Testing

@testable import Compression

@Suite struct GzipCompressorTests {
    /// Compresses `bytes` in pieces of a size.
    private static func compressed(_ bytes: [UInt8], pieces: Int, level: Int = 1) -> [UInt8] {
        var compressor = GzipCompressor(level: level)
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: pieces) {
            let piece = Array(bytes[start..<min(bytes.count, start + pieces)])
            compressor.append(piece.span) { span in for index in span.indices { result.append(span[index]) } }
        }
        compressor.finish { span in for index in span.indices { result.append(span[index]) } }
        return result
    }

    /// What zlib's own reader makes of it, told to accept gzip only; nil if it is no whole member.
    private static func expanded(_ bytes: [UInt8], atMost limit: Int) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
        defer { inflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: limit + 1)
        let status = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = CUnsignedInt(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = CUnsignedInt(output.count)
                return inflate(&stream, Z_FINISH)
            }
        }
        guard status == Z_STREAM_END, stream.avail_in == 0 else { return nil }
        return Array(output.prefix(Int(stream.total_out)))
    }

    @Test(arguments: [1, 7, 1_000, 1 << 20])
    func whatWasCompressedInPiecesComesBackWhole(pieces: Int) {
        let text = (0..<3_000).flatMap { Array("penstock_steps_total{step=\"s\($0)\"} \($0 * 7)\n".utf8) }
        let small = Self.compressed(text, pieces: pieces)
        #expect(small.count < text.count / 4)
        let isSame = Self.expanded(small, atMost: text.count) == text
        #expect(isSame)
    }

    @Test func whatCannotBeCompressedComesBackToo() {
        var state: UInt64 = 1
        let noise = (0..<200_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        let isSame = Self.expanded(Self.compressed(noise, pieces: 4_096), atMost: noise.count) == noise
        #expect(isSame)
    }

    @Test func nothingIsAMemberToo() {
        #expect(Self.expanded(Self.compressed([], pieces: 1), atMost: 0) == [])
    }
}
