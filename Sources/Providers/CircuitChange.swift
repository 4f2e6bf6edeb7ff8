package import Events

/// What happened to a circuit.
package enum CircuitChange: Equatable, Sendable {
    /// Its model is not asked for so long, because of this at last.
    case opened(ErrorType, pause: Duration)
    case closed
}
