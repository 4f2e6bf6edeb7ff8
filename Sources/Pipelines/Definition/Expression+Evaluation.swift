package import JSON
internal import Templates

extension Expression {
    /// What it comes to; a path that leads nowhere is null.
    package func value(in scope: JSONValue) -> JSONValue {
        Self.value(of: root, scope)
    }

    /// Whether it holds: null, false, empty text and an empty list do not, as in sections of templates.
    package func isTrue(in scope: JSONValue) -> Bool {
        Self.isTrue(root, scope)
    }

    private static func value(of node: Node, _ scope: JSONValue) -> JSONValue {
        switch node {
        case .path(let path): path.value(in: scope) ?? .null
        case .constant(let value): value
        case .count(let node): count(of: value(of: node, scope))
        case .length(let node): length(of: value(of: node, scope))
        case .not, .and, .or, .compare: .bool(isTrue(node, scope))
        }
    }

    private static func isTrue(_ node: Node, _ scope: JSONValue) -> Bool {
        switch node {
        case .path, .constant, .count, .length: !value(of: node, scope).isTemplateEmpty
        case .not(let node): !isTrue(node, scope)
        case .and(let left, let right): isTrue(left, scope) && isTrue(right, scope)
        case .or(let left, let right): isTrue(left, scope) || isTrue(right, scope)
        case .compare(let left, let comparison, let right):
            comparison.holds(value(of: left, scope), value(of: right, scope))
        }
    }

    /// What is not there has no elements; what has no elements by its nature has no count.
    private static func count(of value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .integer(Int64(elements.count))
        case .object(let members): .integer(Int64(members.count))
        case .null: 0
        case .bool, .integer, .number, .string: .null
        }
    }

    private static func length(of value: JSONValue) -> JSONValue {
        value.isNull ? 0 : .integer(Int64(value.templateText.unicodeScalars.count))
    }
}

extension Expression.Comparison {
    /// Values of unlike types are unequal, and neither is the greater.
    fileprivate func holds(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch self {
        case .equal: left == right
        case .unequal: left != right
        case .below: Self.isBelow(left, right)
        case .above: Self.isBelow(right, left)
        case .atMost: Self.isBelow(left, right) || Self.isComparable(left, right) && left == right
        case .atLeast: Self.isBelow(right, left) || Self.isComparable(left, right) && left == right
        }
    }

    private static func isComparable(_ left: JSONValue, _ right: JSONValue) -> Bool {
        left.number != nil && right.number != nil || left.string != nil && right.string != nil
    }

    private static func isBelow(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): return left < right
        case (.string(let left), .string(let right)):
            return left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
        default:
            guard let left = left.number, let right = right.number else { return false }
            return left < right
        }
    }
}
