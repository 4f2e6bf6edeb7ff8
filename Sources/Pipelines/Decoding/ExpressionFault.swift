/// Why a text is no expression, and the place in it.
struct ExpressionFault: Error, Equatable {
    let sentence: String
    /// Both counted from 1, the column in characters.
    let line: Int
    let column: Int
}
