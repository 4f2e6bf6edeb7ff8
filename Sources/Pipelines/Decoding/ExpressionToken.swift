internal import JSON

/// A word, sign or constant of an expression.
enum ExpressionToken: Equatable {
    case path([String])
    case constant(JSONValue)
    case comparison(Expression.Comparison)
    case and
    case or
    case not
    /// The name of a function with a parenthesis behind it.
    case call(String)
    case open
    case close
    case end
}
