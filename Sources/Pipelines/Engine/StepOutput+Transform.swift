internal import Events
internal import JSON

extension StepOutput {
    static func transform(_ step: TransformStep, _ scope: JSONValue) throws(GenerationFault) -> JSONValue {
        switch step.output {
        case .text(let template):
            return try formatted(try render(template, scope), step.format)
        case .fields(let fields):
            var object = JSONObject(minimumCapacity: fields.count)
            for (name, template) in fields {
                object[name] = try formatted(try render(template, scope), step.format)
            }
            return .object(object)
        case .value(let expression):
            return expression.value(in: scope)
        case .values(let values):
            var object = JSONObject(minimumCapacity: values.count)
            for (name, expression) in values { object[name] = expression.value(in: scope) }
            return .object(object)
        case .merge(let paths):
            return try merged(paths.compactMap { $0.value(in: scope) }.filter { !$0.isNull })
        }
    }

    private static func formatted(
        _ text: String,
        _ format: TextFormat
    ) throws(GenerationFault) -> JSONValue {
        guard format == .json else { return .string(format.apply(to: text)) }
        let bytes = Array(text.utf8)
        do throws(JSONFault) {
            return try JSONValue(reading: bytes.span)
        } catch {
            // No model has said it: the pipeline's template puts it together so, and will again.
            throw GenerationFault(
                .internalBug,
                "The text is not JSON: \(error)",
                redacted: "The text is not JSON: byte \(error.offset) is at fault"
            )
        }
    }

    /// What is missing adds nothing.
    private static func merged(_ parts: [JSONValue]) throws(GenerationFault) -> JSONValue {
        let lists = parts.compactMap(\.array)
        if !lists.isEmpty, lists.count == parts.count { return .array(lists.flatMap(\.self)) }
        var merged = JSONObject()
        for part in parts {
            guard let object = part.object else {
                // The checker refuses what it can see; the schema of a model's answer may leave it open.
                throw GenerationFault(.outputCheckFailed, "What is to be merged is neither lists nor objects")
            }
            for (name, value) in object.members { merged[name] = value }
        }
        return .object(merged)
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
