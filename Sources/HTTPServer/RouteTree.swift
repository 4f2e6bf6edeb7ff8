internal import Bytes

/// The paths of all routes, segment by segment.
struct RouteTree {
    /// A step from one node of the tree of paths to the next; all edges stand in one array, which is short enough to
    /// be searched faster than objects could be followed.
    private struct Edge {
        let parent: Int
        /// Where the segment stands in `segments`; nil for a parameter, which takes any.
        let segment: Range<Int>?
        let child: Int
    }

    private var edges: [Edge] = []
    private var segments: [UInt8] = []
    /// The routes at each node, the root being the first.
    private(set) var routes: [[BoundRoute]] = [[]]

    mutating func add(_ route: BoundRoute) {
        var node = 0
        for segment in route.route.template.split(separator: "/", omittingEmptySubsequences: false)
            .dropFirst()
        {
            node = child(of: node, along: segment)
        }
        precondition(
            !routes[node].contains { $0.route.method == route.route.method },
            "two routes answer \(route.route.method.rawValue) \(route.route.template)"
        )
        routes[node].append(route)
    }

    /// A literal segment wins over a parameter; there is no way back from a literal, so that matching stays linear.
    func find(_ path: Span<UInt8>, _ parameters: inout [String]) -> Int? {
        var node = 0
        var start = 1
        guard path.count >= 1, path[0] == UInt8(ascii: "/") else { return nil }
        while true {
            let end = path.firstIndex(of: UInt8(ascii: "/"), from: start) ?? path.count
            let segment = path.extracting(start..<end)
            if let literal = step(from: node, along: segment) {
                node = literal
            } else if let parameter = parameter(of: node), !segment.isEmpty {
                parameters.append(PercentEncoding.decode(segment))
                node = parameter
            } else {
                return nil
            }
            guard end < path.count else { return node }
            start = end + 1
        }
    }

    private func step(from node: Int, along segment: Span<UInt8>) -> Int? {
        let edges = edges.span
        for index in edges.indices where edges[index].parent == node {
            guard let range = edges[index].segment, range.count == segment.count else { continue }
            if segments.span.extracting(range).equals(segment) { return edges[index].child }
        }
        return nil
    }

    private func parameter(of node: Int) -> Int? {
        edges.first { $0.parent == node && $0.segment == nil }?.child
    }

    private mutating func child(of node: Int, along segment: Substring) -> Int {
        let isParameter = segment.hasPrefix("{") && segment.hasSuffix("}")
        let bytes = Array(segment.utf8)
        if let known = isParameter ? parameter(of: node) : step(from: node, along: bytes.span) {
            return known
        }
        let start = segments.count
        if !isParameter { segments += bytes }
        edges.append(
            Edge(parent: node, segment: isParameter ? nil : start..<segments.count, child: routes.count)
        )
        routes.append([])
        return routes.count - 1
    }
}
