/// What the keys of a step's own kind come to.
struct DecodedKind {
    let kind: Step.Kind
    /// What its output looks like to later steps, by what it knows.
    let output: (TemplateScope) -> Shape.Member
    var repairPercents: ClosedRange<Int>?
    var body: BodyDecoder.Decoded?
}
