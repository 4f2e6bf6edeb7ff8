internal import Bytes
internal import JSON
internal import Platform
internal import Tracing

/// OTLP as JSON: names in camel case, ids as hexadecimal digits, enums as numbers, 64-bit numbers as text.
extension ByteBuffer {
    mutating func append(json spans: [TraceSpan], of resource: TraceResource) {
        openObject()
        key("resourceSpans")
        openArray()
        openObject()
        key("resource")
        openObject()
        key("attributes")
        openArray()
        for (name, value) in resource.attributes { append(attribute: name, .text(value)) }
        closeArray()
        closeObject()
        key("scopeSpans")
        openArray()
        openObject()
        key("scope")
        openObject()
        member("name", "penstock" as StaticString)
        member("version", resource.version)
        closeObject()
        key("spans")
        openArray()
        for span in spans { append(span) }
        closeArray()
        closeObject()
        closeArray()
        closeObject()
        closeArray()
        closeObject()
    }

    private mutating func append(_ span: TraceSpan) {
        openObject()
        member("traceId", span.context.traceID.description)
        member("spanId", span.context.spanID.description)
        if let parent = span.context.parentID { member("parentSpanId", parent.description) }
        if !span.context.state.members.isEmpty { member("traceState", span.context.state.description) }
        member("flags", span.context.isSampled ? 1 : 0)
        member("name", span.name)
        member("kind", span.kind.rawValue)
        member("startTimeUnixNano", String(span.began.unixNanoseconds))
        member("endTimeUnixNano", String(span.ended.unixNanoseconds))
        key("attributes")
        openArray()
        for (name, value) in span.attributes { append(attribute: name, value) }
        closeArray()
        if let failure = span.failure {
            key("status")
            openObject()
            member("code", 2)
            member("message", failure)
            closeObject()
        }
        closeObject()
    }

    private mutating func append(attribute name: StaticString, _ value: TraceSpan.Value) {
        openObject()
        member("key", name)
        key("value")
        append(value)
        closeObject()
    }

    private mutating func append(_ value: TraceSpan.Value) {
        openObject()
        switch value {
        case .text(let text): member("stringValue", text)
        case .integer(let number): member("intValue", String(number))
        case .number(let number): member("doubleValue", .number(number))
        case .flag(let flag): member("boolValue", flag)
        case .texts(let texts):
            key("arrayValue")
            openObject()
            key("values")
            openArray()
            for text in texts { append(.text(text)) }
            closeArray()
            closeObject()
        }
        closeObject()
    }
}
