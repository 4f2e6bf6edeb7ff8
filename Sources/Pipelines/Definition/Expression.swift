internal import JSON

/// A small formula over what a step knows: `count(steps.plan.days) == input.duration.value`.
///
/// A path that leads nowhere is null. Nothing in it can fail or loop.
package struct Expression: Sendable {
    package let source: String
    let root: Node

    indirect enum Node: Sendable {
        case path(ScopePath)
        case constant(JSONValue)
        /// Elements of a list, or members of an object.
        case count(Node)
        /// Characters (code points) of text; of anything else, those of its JSON.
        case length(Node)
        case not(Node)
        case and(Node, Node)
        case or(Node, Node)
        case compare(Node, Comparison, Node)
    }

    enum Comparison: String, CaseIterable, Sendable {
        case equal = "=="
        case unequal = "!="
        case atMost = "<="
        case atLeast = ">="
        case below = "<"
        case above = ">"
    }

    init(_ root: Node, source: String) {
        self.root = root
        self.source = source
    }
}
