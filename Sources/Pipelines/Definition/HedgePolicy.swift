/// When the next model of a step is asked too, because the first says nothing.
package enum HedgePolicy: Equatable, Sendable {
    case after(Duration)
    /// When the first text takes twice as long as this model's normally does; never as long as that is not known.
    case usual
}
