/// What an expression says (ECMA-262 section 22.2.1), without the groups' names and numbers, which do not matter to
/// whether it matches.
indirect enum PatternSyntax: Equatable, Sendable {
    case character(CodePoints)
    case sequence([PatternSyntax])
    case choice([PatternSyntax])
    /// `most` is nil where there is no bound.
    case repeated(PatternSyntax, least: Int, most: Int?)
    case start
    case end
    case wordBoundary
    case notWordBoundary
}
