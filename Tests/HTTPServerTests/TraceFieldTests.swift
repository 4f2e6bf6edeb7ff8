import Testing
import Tracing

/// Which header fields put a request into its caller's trace, after the W3C's own conformance tests.
///
/// These are the cases of w3c/trace-context that concern whole requests; what may stand in a value is in TracingTests.
/// Where the levels of the specification differ, keys of `tracestate` follow the grammar of level 2: a key may begin
/// with a digit, and `@` is a character like others, so that a key which level 1 forbids is passed on here.
@Suite struct TraceFieldTests {
    private static let trace = "12345678901234567890123456789012"
    private static let span = "1234567890123456"
    private static let parent = "00-\(trace)-\(span)-00"
    private static let other = "00-ffffffffffffffffffffffffffffffff-\(span)-00"

    struct Fields: Sendable, CustomTestStringConvertible {
        let lines: [String]
        /// What is passed on of the caller's state; nil if a trace of our own begins.
        let state: String?

        init(_ lines: String..., state: String?) {
            self.lines = lines
            self.state = state
        }

        var testDescription: String { lines.joined(separator: " | ") }
    }

    @Test(arguments: [
        Fields(state: nil),
        Fields("traceparent: \(parent)", state: ""),
        Fields("TraceParent: \(parent)", "TraceState: foo=1", state: "foo=1"),
        Fields("TRACEPARENT: \(parent)", "TRACESTATE: foo=1", state: "foo=1"),
        Fields("traceparent:\(parent)", "tracestate:foo=1", state: "foo=1"),
        Fields("traceparent: \t \(parent) \t ", "tracestate: \t foo=1 \t ", state: "foo=1"),
        Fields("traceparent: \t\(parent)\t", "tracestate:\tfoo=1\t,\tbar=2\t", state: "foo=1,bar=2"),
        // A field of another name is another field.
        Fields("trace-parent: \(parent)", "tracestate: foo=1", state: nil),
        Fields("trace.parent: \(parent)", state: nil),
        Fields("traceparent: \(parent)", "trace-state: foo=1", state: ""),
        Fields("traceparent: \(parent)", "trace.state: foo=1", state: ""),
        // Two callers are none, whichever is said first, and even if they are the same.
        Fields("traceparent: \(parent)", "traceparent: \(other)", state: nil),
        Fields("traceparent: \(other)", "traceparent: \(parent)", "tracestate: foo=1", state: nil),
        Fields("traceparent: \(parent)", "Traceparent: \(parent)", state: nil),
        Fields("traceparent: \(parent)", "traceparent:", state: nil),
        Fields("traceparent: \(parent),\(other)", state: nil),
        Fields("traceparent:", "tracestate: foo=1", state: nil),
        // State is the state of a caller.
        Fields("tracestate: foo=1", state: nil),
        Fields("traceparent: nonsense", "tracestate: foo=1", state: nil),
        // Several lines are one list, in their order and wherever they stand.
        Fields("tracestate: foo=1", "traceparent: \(parent)", "tracestate: bar=2", state: "foo=1,bar=2"),
        Fields("traceparent: \(parent)", "tracestate: a=1,b=2", "TraceState: c=3", state: "a=1,b=2,c=3"),
        Fields("traceparent: \(parent)", "tracestate:", state: ""),
        Fields("traceparent: \(parent)", "tracestate:", "tracestate: foo=1", state: "foo=1"),
        Fields("traceparent: \(parent)", "tracestate: foo=1", "tracestate: \t", state: "foo=1"),
        Fields("traceparent: \(parent)", "tracestate: ,", "tracestate:", state: ""),
        Fields("traceparent: \(parent)", "tracestate: foo=1", "tracestate: foo=2", state: ""),
        Fields("traceparent: \(parent)", "tracestate: foo=1", "tracestate: BAR=2", state: ""),
        // Level 2.
        Fields("traceparent: \(parent)", "tracestate: 0foo=1,a@b@c=2,d@=3", state: "0foo=1,a@b@c=2,d@=3"),
    ])
    func aRequestIsOfItsCallersTraceOrOfItsOwn(fields: Fields) throws {
        let server = TestServer(traces: true)
        let lines = fields.lines.map { $0 + "\r\n" }.joined()
        #expect(server.ask("GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n").map(\.status) == [200])
        let trace = try #require(server.exchanges[0].trace)
        let isCallers = fields.state != nil
        #expect((trace.traceID.description == Self.trace) == isCallers)
        #expect(trace.parentID?.description == (isCallers ? Self.span : nil))
        // The caller samples nothing, and of our own traces everything is.
        #expect(trace.isSampled == !isCallers)
        #expect(trace.spanID.description != Self.span)
        #expect(trace.state.description == fields.state ?? "")
    }
}
