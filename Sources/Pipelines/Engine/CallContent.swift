internal import Bytes
internal import JSON
internal import Providers
internal import Tracing

/// What a model was asked and what it answered, for its span, where an operator has switched that on.
///
/// The attributes and their shape are those of OpenTelemetry's conventions for generative models (Opt-In there too).
struct CallContent {
    private let system: String?
    private let prompt: String
    private var answer = ""
    /// Why the model stopped; nil if it did not come to that.
    var finish: FinishReason?

    /// Of each text that much stands in a span: a third of the thousands of spans that may wait have three texts.
    private static let textBytesMax = 4 * 1_024

    init(_ request: ModelRequest) {
        system = request.system.map { Self.cut($0.utf8.span) }
        prompt = Self.cut(request.prompt.utf8.span)
    }

    mutating func answered(_ text: Span<UInt8>) {
        answer = Self.cut(text)
    }

    func add(to span: inout TraceSpan) {
        if let system {
            let instructions: JSONValue = [Self.part(system)]
            span.add("gen_ai.system_instructions", .text(instructions.rendered))
        }
        let asked: JSONValue = [["role": "user", "parts": [Self.part(prompt)]]]
        span.add("gen_ai.input.messages", .text(asked.rendered))
        let reason = finish?.rawValue ?? "error"
        let answered: JSONValue = [
            ["role": "assistant", "parts": [Self.part(answer)], "finish_reason": .string(reason)]
        ]
        span.add("gen_ai.output.messages", .text(answered.rendered))
    }

    private static func part(_ text: String) -> JSONValue {
        ["type": "text", "content": .string(text)]
    }

    /// The beginning of a text, and how much is missing if anything is.
    private static func cut(_ text: Span<UInt8>) -> String {
        guard text.count > textBytesMax else { return text.string }
        // Before a byte that begins a character.
        var end = textBytesMax
        while text[end] & 0xC0 == 0x80 { end -= 1 }
        return text.extracting(first: end).string + "… (\(text.count - end) more bytes)"
    }
}
