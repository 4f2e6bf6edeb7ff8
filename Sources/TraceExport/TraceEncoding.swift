internal import Bytes
internal import Tracing

/// The two forms in which OTLP/HTTP takes spans (OpenTelemetry Protocol 1.x, opentelemetry/proto/trace/v1).
package enum TraceEncoding: String, CaseIterable, Sendable {
    case protobuf
    case json

    var contentType: String {
        switch self {
        case .protobuf: "application/x-protobuf"
        case .json: "application/json"
        }
    }

    /// An `ExportTraceServiceRequest` with these spans.
    func encode(_ spans: [TraceSpan], of resource: TraceResource) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 512 * spans.count)
        switch self {
        case .protobuf: buffer.append(protobuf: spans, of: resource)
        case .json: buffer.append(json: spans, of: resource)
        }
        return buffer.array
    }
}
