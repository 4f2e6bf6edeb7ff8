internal import JSON

/// The runs that a step consists of: one for each element of a for-each.
struct StepParts {
    let elements: [JSONValue]
    private(set) var outputs: [JSONValue?]
    private(set) var begun = 0
    private var running = 0
    private let atOnce: Int
    /// Whether bodies are being begun: one that is over at once leaves the next to whoever begins them.
    var isBeginning = false

    init(_ elements: [JSONValue], atOnce: Int) {
        self.elements = elements
        self.atOnce = atOnce
        outputs = Array(repeating: nil, count: elements.count)
    }

    /// Takes the next element whose run may begin.
    mutating func takeNext() -> Int? {
        guard running < atOnce, begun < elements.count else { return nil }
        running += 1
        begun += 1
        return begun - 1
    }

    mutating func ended(_ index: Int, _ output: JSONValue) {
        running -= 1
        outputs[index] = output
    }

    /// What they made, in order, once all have.
    var result: JSONValue? {
        let made = outputs.compactMap(\.self)
        return made.count == elements.count ? .array(made) : nil
    }
}
