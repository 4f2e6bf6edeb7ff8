/// A mapping that is being read key by key; which keys it may have follows from which are asked for.
package final class YAMLMapping {
    /// What error messages call it, such as `a model step`; to be changed as soon as reading tells more.
    package var noun: String

    /// Nil where the mapping is missing, or something else stands there.
    private let entries: [YAMLNode.Entry]?
    private let value: YAMLValue
    private let faults: FaultCollector
    private let recordedBefore: Int
    private var known: [String] = []
    /// What was recorded for each key that is missing.
    private var missing: [String: String] = [:]

    init(_ entries: [YAMLNode.Entry]?, of value: YAMLValue, called noun: String) {
        self.entries = entries
        self.value = value
        self.noun = noun
        self.faults = value.faults
        self.recordedBefore = faults.recorded
        faults.unfinished += 1
    }

    /// The value of a key that must be there.
    package func required(_ key: String) -> YAMLValue {
        let entry = entry(key)
        if entry == nil, entries != nil {
            let sentence = "\(noun) needs \"\(key)\""
            missing[key] = sentence
            value.report(sentence)
        }
        return YAMLValue(entry?.value, called: "\"\(key)\"", faults)
    }

    /// The value of a key that may be left away; also nil if it is there without a value.
    package func optional(_ key: String) -> YAMLValue? {
        guard let entry = entry(key), !entry.value.isNull else { return nil }
        return YAMLValue(entry.value, called: "\"\(key)\"", faults)
    }

    /// Records a mistake that is about the mapping as a whole.
    package func report(_ sentence: String) {
        value.report(sentence)
    }

    /// Throws if anything was wrong so far: for before something that was read decides what is read next.
    package func check() throws(YAMLFaults) {
        if entries == nil || faults.recorded > recordedBefore, let result = faults.result { throw result }
    }

    /// Refuses the keys that nobody asked for, and throws if anything was wrong in this mapping.
    ///
    /// Once this has returned, what the readers returned is what the file says. Called once, when every key
    /// was asked for.
    package func finish() throws(YAMLFaults) {
        faults.unfinished -= 1
        let present = Set((entries ?? []).map(\.key))
        let absent = known.filter { !present.contains($0) }
        for entry in entries ?? [] where !known.contains(entry.key) {
            refuse(entry, absent: absent)
        }
        try check()
    }

    private func entry(_ key: String) -> YAMLNode.Entry? {
        if !known.contains(key) {
            known.append(key)
        }
        return entries?.first { $0.key == key }
    }

    private func refuse(_ entry: YAMLNode.Entry, absent: [String]) {
        var sentence = "unknown key \(Quotation.quote(entry.key))"
        if let near = Spelling.nearest(to: entry.key, among: absent) {
            sentence += "; did you mean \"\(near)\"?"
            if let explained = missing[near] {
                faults.withdraw(explained, at: value.position)
            }
        } else {
            sentence += "."
        }
        let subject = noun.prefix(1).uppercased() + noun.dropFirst()
        faults.record("\(sentence) \(subject) has: \(known.joined(separator: ", "))", at: entry.keyPosition)
    }
}
