/// Whether calls to a model are made, as the metric says it.
package enum CircuitState: Int, Sendable {
    case closed = 0
    /// One call finds out whether it works again.
    case halfOpen = 1
    case open = 2
}
