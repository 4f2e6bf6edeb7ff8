/// A value of a document and the place where it stands; aliases and merge keys are already expanded.
package struct YAMLNode: Sendable {
    package let value: Value
    package let position: YAMLPosition

    package init(value: Value, position: YAMLPosition) {
        self.value = value
        self.position = position
    }

    package enum Value: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        /// Keys are unique; they come in the file's order, and behind them those that a `<<` merged in.
        case mapping([Entry])
    }

    package struct Entry: Sendable {
        package let key: String
        package let keyPosition: YAMLPosition
        package let value: YAMLNode

        package init(key: String, keyPosition: YAMLPosition, value: YAMLNode) {
            self.key = key
            self.keyPosition = keyPosition
            self.value = value
        }
    }

    /// Nothing was written, or `null` was.
    package var isNull: Bool {
        if case .scalar(let scalar) = value, case .null = scalar.resolved { true } else { false }
    }

    package var isMapping: Bool {
        if case .mapping = value { true } else { false }
    }

    package var isSequence: Bool {
        if case .sequence = value { true } else { false }
    }

    /// A scalar's text, whatever it looks like: a port or a directory may look like a number.
    package var text: String? {
        if case .scalar(let scalar) = value { scalar.text } else { nil }
    }

    /// The value behind a key, if this is a mapping that has it; reports nothing.
    package subscript(key: String) -> YAMLNode? {
        guard case .mapping(let entries) = value else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// What an error message calls this value.
    var summary: String {
        switch value {
        case .scalar(let scalar): scalar.summary
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}
