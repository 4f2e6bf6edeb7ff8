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

    static func transform(_ step: TransformStep, _ scope: JSONValue) throws(GenerationFault) -> JSONValue {
        switch step.output {
        case .text(let template):
            return .string(step.format.apply(to: try render(template, scope)))
        case .fields(let fields):
            var object = JSONObject(minimumCapacity: fields.count)
            for (name, template) in fields {
                object[name] = .string(step.format.apply(to: try render(template, scope)))
            }
            return .object(object)
        case .value, .values, .merge:
            return .null
        }
    }

    static func check(_ step: CheckStep, _ scope: JSONValue) throws(GenerationFault) -> JSONValue {
        let value = step.value.value(in: scope) ?? .null
        let violations = step.rules.flatMap { $0.violations(of: value) }
        guard violations.isEmpty else {
            let sentence = "The result did not pass its check"
            throw GenerationFault(
                .outputCheckFailed,
                "\(sentence): \(violations.map(\.message).joined(separator: "; "))",
                redacted: "\(sentence): \(violations.map(\.redacted).joined(separator: "; "))"
            )
        }
        return ["passed": true]
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

extension TextFormat {
    func apply(to text: String) -> String {
        switch self {
        case .plain, .html, .json:
            return text
        case .markdown:
            var lines: [Substring] = []
            for line in text.lines {
                var line = line
                while let last = line.last, last == " " || last == "\t" { line.removeLast() }
                if line.isEmpty, lines.last?.isEmpty ?? true { continue }
                lines.append(line)
            }
            while lines.last?.isEmpty == true { lines.removeLast() }
            return lines.joined(separator: "\n")
        }
    }
}
