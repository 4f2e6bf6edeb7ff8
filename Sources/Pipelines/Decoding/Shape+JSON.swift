internal import JSON
internal import Templates

extension Shape {
    /// The shape of the JSON that `template` makes, whatever the values are; one with sections may make any.
    ///
    /// Throws if it makes none.
    init(ofJSON template: Template) throws(JSONFault) {
        let hasSections = template.references.contains { $0.kind != .variable }
        // A template that is faulty makes nothing, and has been reported.
        guard !hasSections, let text = try? template.render(AnyValue(), limit: 1 << 20), !text.isEmpty else {
            self = .unknown
            return
        }
        let bytes = Array(text.utf8)
        self.init(like: try JSONValue(reading: bytes.span))
    }

    private init(like value: JSONValue) {
        switch value {
        case .object(let object):
            self = .certain(
                Dictionary(object.members.map { ($0.name, Shape(like: $0.value)) }) { first, _ in first }
            )
        case .array: self = .list(of: .unknown)
        // Either may stand for a value, which is text in quotes.
        case .string: self = .text
        case .null, .bool, .integer, .number: self = .unknown
        }
    }
}

/// Stands for any value, inside of a string and outside.
private struct AnyValue: TemplateValue {
    var templateText: String { "0" }
    var isTemplateEmpty: Bool { false }
    var templateElements: [AnyValue]? { nil }

    func templateMember(_: String) -> AnyValue? { self }
}
