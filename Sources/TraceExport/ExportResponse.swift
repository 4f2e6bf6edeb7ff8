internal import Bytes
internal import JSON

/// What a collector says about a batch that it answered with 200: an `ExportTraceServiceResponse` (OpenTelemetry
/// Protocol 1.x, opentelemetry/proto/collector/trace/v1), of which the partial success matters.
struct ExportResponse: Equatable {
    /// Spans of the batch that it did not take.
    private(set) var rejected = 0
    /// Why; a collector may also say something about a batch of which it took all.
    private(set) var message = ""

    /// What is read of the message.
    private static let messageBytesMax = 256

    /// - Returns: nil if this is no such response; nothing at all is one.
    init?(reading bytes: Span<UInt8>, _ encoding: TraceEncoding) {
        guard !bytes.isEmpty else { return }
        do {
            switch encoding {
            case .protobuf: try read(protobuf: bytes)
            case .json: try read(json: bytes)
            }
        } catch {
            return nil
        }
    }

    private mutating func read(protobuf bytes: Span<UInt8>) throws(ProtobufCursor.Fault) {
        var response = ProtobufCursor(of: 0..<bytes.count)
        while let field = try response.next(in: bytes) {
            guard field.number == 1, case .bytes(let range) = field.value else { continue }
            var partial = ProtobufCursor(of: range)
            while let field = try partial.next(in: bytes) {
                switch (field.number, field.value) {
                case (1, .varint(let count)): rejected = Int(clamping: Int64(bitPattern: count))
                case (2, .bytes(let range)): message = Self.text(bytes.extracting(range))
                default: break
                }
            }
        }
    }

    private mutating func read(json bytes: Span<UInt8>) throws(JSONFault) {
        let value = try JSONValue(reading: bytes)
        guard let partial = value["partialSuccess"] else { return }
        // Numbers of 64 bits are texts in protobuf's JSON; readers take both.
        let count = partial["rejectedSpans"]
        rejected = count?.integer ?? count?.string.flatMap { Int($0) } ?? 0
        let text = Array((partial["errorMessage"]?.string ?? "").utf8)
        message = Self.text(text.span)
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        bytes.extracting(first: messageBytesMax).string
    }
}
