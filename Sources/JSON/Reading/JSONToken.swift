/// What a ``JSONScanner`` meets.
///
/// Names and strings come in pieces, cut where the input was cut and around escapes; each piece is whole code points
/// with escapes resolved.
package enum JSONToken: Equatable, Sendable {
    case objectStart
    case objectEnd
    case arrayStart
    case arrayEnd
    /// A piece of a member's name.
    case namePiece
    case nameEnd
    case stringPiece
    case stringEnd
    /// A number as it is written, whole.
    case number
    case `true`
    case `false`
    case null
}
