import Bytes
import Metrics
import Platform
import Testing

@testable import TraceExport
@testable import Tracing

@Suite struct TraceEncodingTests {
    private static let resource = TraceResource(service: "penstock", version: "1", instance: "i")

    private static func span(_ attributes: [(StaticString, TraceSpan.Value)]) throws -> TraceSpan {
        let value = Array("00-12345678901234567890123456789012-1234567890123456-01".utf8)
        let parent = TraceParent(reading: value.span)
        var random: any RandomNumberGenerator = SeededRandomness(seed: 1)
        let tracer = Tracer(ratio: 1, registry: Registry(loops: 1))
        var span = TraceSpan(
            try #require(tracer.context(continuing: parent, TraceState(reading: "a=1"), random: &random)),
            "chat \"writer\"",
            .client,
            from: Timestamp(unixNanoseconds: 1_700_000_000_123_456_789),
            to: Timestamp(unixNanoseconds: 1_700_000_001_000_000_000)
        )
        for (name, value) in attributes { span.add(name, value) }
        span.failure = "broken"
        return span
    }

    @Test func aSpanIsWrittenAsTheProtocolHasIt() throws {
        let span = try Self.span([
            ("n", .integer(5)), ("s", .number(0.5)), ("b", .flag(true)), ("l", .texts(["x", "y"])),
        ])
        var buffer = ByteBuffer()
        buffer.append(json: [span], of: Self.resource)
        let id = span.context.spanID.description
        let expected = """
            {"traceId":"12345678901234567890123456789012","spanId":"\(id)","parentSpanId":"1234567890123456",\
            "traceState":"a=1","flags":1,"name":"chat \\"writer\\"","kind":3,\
            "startTimeUnixNano":"1700000000123456789","endTimeUnixNano":"1700000001000000000","attributes":[\
            {"key":"n","value":{"intValue":"5"}},{"key":"s","value":{"doubleValue":0.5}},\
            {"key":"b","value":{"boolValue":true}},\
            {"key":"l","value":{"arrayValue":{"values":[{"stringValue":"x"},{"stringValue":"y"}]}}}],\
            "status":{"code":2,"message":"broken"}}
            """
        #expect(String(decoding: buffer.array, as: UTF8.self).contains(expected))
    }

    private struct Attribute: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let value: TraceSpan.Value
        /// As protobuf has it: the fields of `AnyValue` in common.proto.
        let bytes: [UInt8]
    }

    @Test(arguments: [
        Attribute(testDescription: "text", value: .text("x"), bytes: [0x0A, 1, 0x78]),
        Attribute(testDescription: "flag", value: .flag(true), bytes: [0x10, 1]),
        Attribute(testDescription: "integer", value: .integer(300), bytes: [0x18, 0xAC, 0x02]),
        Attribute(
            testDescription: "number",
            value: .number(0.5),
            bytes: [0x21, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F]
        ),
        Attribute(testDescription: "empty list", value: .texts([]), bytes: [0x2A, 0]),
        Attribute(
            testDescription: "list",
            value: .texts(["x", ""]),
            bytes: [0x2A, 9, 0x0A, 3, 0x0A, 1, 0x78, 0x0A, 2, 0x0A, 0]
        ),
    ])
    private func anAttributeIsWrittenAsProtobufHasIt(attribute: Attribute) throws {
        var buffer = ByteBuffer()
        buffer.append(protobuf: [try Self.span([("k", attribute.value)])], of: Self.resource)
        // Field 9 of a span holds the key in field 1 and the value in field 2.
        let value = [0x12, UInt8(attribute.bytes.count)] + attribute.bytes
        let pair: [UInt8] = [0x0A, 1, UInt8(ascii: "k")] + value
        #expect(buffer.array.contains([0x4A, UInt8(pair.count)] + pair))
    }
}
