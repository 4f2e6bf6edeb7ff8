/// A name that only some places of a step know, such as `output`; what it stands for may depend on what the step knows.
struct LocalName {
    let name: String
    let shape: (TemplateScope) -> Shape

    init(_ name: String, _ shape: @escaping (TemplateScope) -> Shape) {
        self.name = name
        self.shape = shape
    }

    static func number(_ name: String) -> LocalName {
        LocalName(name) { _ in .number }
    }

    static func text(_ name: String) -> LocalName {
        LocalName(name) { _ in .text }
    }
}
