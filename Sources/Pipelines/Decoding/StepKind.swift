/// What a pipeline file calls the kinds of steps.
enum StepKind: String, CaseIterable {
    case model
    case check
    case transform
    case forEach = "for_each"

    /// What messages call a step of this kind.
    var noun: String { "a \(rawValue) step" }
}
