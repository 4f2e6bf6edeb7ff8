internal import Bytes
internal import Events
internal import JSON
internal import Providers
internal import Templates

/// What the steps that ask no model make of what is known, and what becomes of a model's text.
enum StepOutput {
    /// A text made from a template: what prompts may be, at most.
    static let textBytesMax = 1 << 20

    static func render(_ template: Template, _ scope: JSONValue) throws(GenerationFault) -> String {
        do throws(TemplateFault) {
            return try template.render(scope, limit: textBytesMax)
        } catch {
            switch error.reason {
            case .outputTooLong, .tooManyElements:
                throw GenerationFault(.callerTooLarge, "The input makes a text that is too long")
            default:
                // The checker refuses pipelines whose templates can miss a value.
                throw GenerationFault(.internalBug, "A template could not be rendered: \(error.description)")
            }
        }
    }

    /// The value of a model's whole text.
    static func value(
        of text: Span<UInt8>,
        _ output: ModelStep.Output,
        _ reason: FinishReason
    ) throws(GenerationFault) -> JSONValue {
        guard reason != .contentFilter else {
            throw GenerationFault(.providerContentFiltered, "The provider withheld the answer")
        }
        guard case .json(let schema) = output else { return .string(text.string) }
        guard reason != .length else {
            throw GenerationFault(.outputLength, "The answer was cut off at its output budget")
        }
        let value: JSONValue
        do throws(JSONFault) {
            value = try JSONValue(reading: text)
        } catch {
            throw GenerationFault(
                .outputNotJSON,
                "The answer is not JSON: \(error)",
                redacted: "The answer is not JSON: byte \(error.offset) is at fault"
            )
        }
        let violations = schema.validate(value, limit: 8)
        guard violations.isEmpty else {
            let sentence = "The answer does not satisfy its schema"
            throw GenerationFault(
                .outputSchema,
                "\(sentence): \(violations.map(\.description).joined(separator: "; "))",
                redacted: "\(sentence): \(violations.map(\.redacted).joined(separator: "; "))"
            )
        }
        return value
    }
}
