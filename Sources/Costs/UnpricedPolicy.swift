/// What follows from a model's price not being known.
package enum UnpricedPolicy: String, CaseIterable, Sendable {
    /// Its calls cost nothing, and are counted.
    case free
    /// It is not asked.
    case refuse
}
