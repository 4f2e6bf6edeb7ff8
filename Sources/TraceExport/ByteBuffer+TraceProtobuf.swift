internal import Bytes
internal import Platform
internal import Tracing

/// OTLP as protobuf; the numbers are those of opentelemetry/proto/trace/v1/trace.proto and common.proto.
extension ByteBuffer {
    mutating func append(protobuf spans: [TraceSpan], of resource: TraceResource) {
        append(field: 1) { resourceSpans in
            resourceSpans.append(field: 1) { message in
                for (name, value) in resource.attributes { message.append(field: 1, name, .text(value)) }
            }
            resourceSpans.append(field: 2) { scopeSpans in
                scopeSpans.append(field: 1) { scope in
                    scope.append(field: 1, text: "penstock")
                    scope.append(field: 2, text: resource.version)
                }
                for span in spans {
                    scopeSpans.append(field: 2) { $0.append(span) }
                }
            }
        }
    }

    private mutating func append(_ span: TraceSpan) {
        let context = span.context
        append(field: 1) {
            $0.append(bigEndian: context.traceID.high)
            $0.append(bigEndian: context.traceID.low)
        }
        append(field: 2) { $0.append(bigEndian: context.spanID.value) }
        if !context.state.members.isEmpty { append(field: 3, text: context.state.description) }
        if let parent = context.parentID { append(field: 4) { $0.append(bigEndian: parent.value) } }
        append(field: 5, text: span.name)
        append(field: 6, varint: UInt64(span.kind.rawValue))
        append(field: 7, fixed64: UInt64(clamping: span.began.unixNanoseconds))
        append(field: 8, fixed64: UInt64(clamping: span.ended.unixNanoseconds))
        for (name, value) in span.attributes { append(field: 9, name, value) }
        if let failure = span.failure {
            append(field: 15) { status in
                if !failure.isEmpty { status.append(field: 2, text: failure) }
                status.append(field: 3, varint: 2)
            }
        }
        append(field: 16, fixed32: context.isSampled ? 1 : 0)
    }

    private mutating func append(field number: Int, _ name: StaticString, _ value: TraceSpan.Value) {
        append(field: number) { attribute in
            attribute.append(field: 1) { $0.append(name) }
            attribute.append(field: 2) { $0.append(value) }
        }
    }

    private mutating func append(_ value: TraceSpan.Value) {
        switch value {
        case .text(let text): append(field: 1, text: text)
        case .flag(let flag): append(field: 2, varint: flag ? 1 : 0)
        case .integer(let number): append(field: 3, varint: UInt64(bitPattern: Int64(number)))
        case .number(let number): append(field: 4, double: number)
        case .texts(let texts):
            append(field: 5) { array in
                for text in texts { array.append(field: 1) { $0.append(.text(text)) } }
            }
        }
    }

    private mutating func append(bigEndian value: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }
}
