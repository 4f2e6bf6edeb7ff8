/// The steps that stand before one that is being read, or all of them: what each needs, and what is known there.
struct StepGraph {
    /// What a pipeline reads.
    let input: Shape
    /// The ids of all steps of the file, also of those that are not read yet.
    let ids: [String]
    private(set) var nodes: [Node] = []
    /// What each makes, as the pipeline runs it.
    private var outputs: [Int: Shape.Member] = [:]

    struct Node {
        let id: String
        /// Nil if it is faulty.
        let kind: StepKind?
        /// The steps that are over before it begins, by its `needs` and theirs.
        let before: Set<Int>
        /// Whether it always has an output when it is over.
        let isCertain: Bool
        /// What its output looks like, by what it knows.
        let output: (TemplateScope) -> Shape.Member
        let uses: [ScopeUse]
        /// The steps that run again when it fails.
        let repeated: [Int]
        /// The percentage that it reaches.
        let percent: Int
    }

    init(input: Shape, ids: [String]) {
        self.input = input
        self.ids = ids
    }

    mutating func append(_ node: Node) {
        outputs[nodes.count] = Self.output(of: node, in: scope(after: node.before))
        nodes.append(node)
    }

    func index(of id: String) -> Int? {
        nodes.firstIndex { $0.id == id }
    }

    /// The steps before a step that needs these.
    func closure(of needs: [Int]) -> Set<Int> {
        needs.reduce(into: Set(needs)) { $0.formUnion(nodes[$1].before) }
    }

    /// The steps whose output a step refers to.
    func referred(by step: Int) -> Set<Int> {
        let names = nodes[step].uses.flatMap { $0.steps(among: nodes.map(\.id)) }
        return Set(names.compactMap(index(of:))).intersection(nodes[step].before)
    }

    /// What is known where these steps are over.
    func scope(after steps: Set<Int>) -> TemplateScope {
        scope(after: steps, input: input, outputs: outputs, absent: absent)
    }

    /// What is known where these steps are over, if the input and the outputs are such.
    ///
    /// `absent` tells why a step is not known.
    func scope(
        after steps: Set<Int>,
        input: Shape,
        outputs: [Int: Shape.Member],
        absent: (String) -> String
    ) -> TemplateScope {
        var members: [String: Shape.Member] = [:]
        for step in steps { members[nodes[step].id] = outputs[step] }
        let others = ids.filter { members[$0] == nil }.map { ($0, absent($0)) }
        return TemplateScope(input: input, steps: members, absent: Dictionary(others) { first, _ in first })
    }

    private func absent(_ id: String) -> String {
        if index(of: id) == nil { return "the step \"\(id)\" is not over here; only earlier ones are known" }
        return "the step \"\(id)\" need not be over here; name it in \"needs\""
    }

    /// What each step makes on a route; `replaced` says what stands in place of the output of a step that does not run.
    func outputs(input: Shape, replaced: (Int) -> Shape.Member?) -> [Int: Shape.Member] {
        var outputs: [Int: Shape.Member] = [:]
        for (index, node) in nodes.enumerated() {
            outputs[index] =
                replaced(index)
                ?? Self.output(
                    of: node,
                    in: scope(after: node.before, input: input, outputs: outputs, absent: absent)
                )
        }
        return outputs
    }

    private static func output(of node: Node, in scope: TemplateScope) -> Shape.Member {
        let made = node.output(scope)
        return Shape.Member(shape: made.shape, isCertain: made.isCertain && node.isCertain)
    }
}
