extension YAMLValue {
    /// A mapping with keys that are known; `noun` is what error messages call it: `a model step`.
    package func mapping(_ noun: String) -> YAMLMapping {
        guard let node, case .mapping(let entries) = node.value else {
            refuse("a mapping")
            return YAMLMapping(nil, of: self, called: noun)
        }
        return YAMLMapping(entries, of: self, called: noun)
    }

    /// Every entry of a mapping whose keys the file chooses, but for those whose reading failed.
    package func entries<Entry>(
        _ read: (_ key: YAMLValue, _ value: YAMLValue) throws -> Entry
    ) -> [Entry] {
        guard let node else { return [] }
        guard case .mapping(let entries) = node.value else {
            refuse("a mapping")
            return []
        }
        var results: [Entry] = []
        for entry in entries {
            let value = YAMLValue(entry.value, called: Quotation.quote(entry.key), faults)
            if let result = value.attempt({ try read(key(of: entry), value) }) {
                results.append(result)
            }
        }
        return results
    }

    /// A key is text, whatever it looks like.
    private func key(of entry: YAMLNode.Entry) -> YAMLValue {
        let text = YAMLScalar(
            text: entry.key,
            isPlain: false,
            tag: nil,
            textPosition: entry.keyPosition
        )
        return YAMLValue(
            YAMLNode(value: .scalar(text), position: entry.keyPosition),
            called: "a key of \(name)",
            faults
        )
    }
}
