internal import YAML

extension YAMLValue {
    /// Text of a certain form; anything else is refused, once.
    func text(_ expected: String, where isFit: (String) -> Bool) -> String {
        let text = string()
        // What is no text has been refused as such.
        guard case .scalar(let scalar) = node?.value, case .string = scalar.resolved else { return text }
        if !isFit(text) { refuse(expected) }
        return text
    }
}
