internal import Bytes

/// Finds the route of a request, segment by segment.
package final class Router {
    enum Match {
        case route(BoundRoute, parameters: [String])
        /// There is something at this path, but not by this method; these are.
        case otherMethods([Method])
        case nothing
    }

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
    private var routes: [[BoundRoute]] = [[]]

    package init() {}

    func add(_ route: BoundRoute) {
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

    func match(_ method: Method, _ path: Span<UInt8>) -> Match {
        var parameters: [String] = []
        guard let node = find(path, &parameters), !routes[node].isEmpty else { return .nothing }
        if let found = routes[node].first(where: { $0.route.method == method }) {
            return .route(found, parameters: parameters)
        }
        // HEAD is answered by what answers GET, without its body (RFC 9110 section 9.3.2).
        if method == .head, let found = routes[node].first(where: { $0.route.method == .get }) {
            return .route(found, parameters: parameters)
        }
        var methods = routes[node].map(\.route.method)
        if methods.contains(.get), !methods.contains(.head) { methods.append(.head) }
        return .otherMethods(methods)
    }

    /// A literal segment wins over a parameter; there is no way back from a literal, so that matching stays linear.
    private func find(_ path: Span<UInt8>, _ parameters: inout [String]) -> Int? {
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
        let segments = segments
        for edge in edges where edge.parent == node {
            guard let range = edge.segment, range.count == segment.count else { continue }
            if segments.span.extracting(range).equals(segment) { return edge.child }
        }
        return nil
    }

    private func parameter(of node: Int) -> Int? {
        edges.first { $0.parent == node && $0.segment == nil }?.child
    }

    private func child(of node: Int, along segment: Substring) -> Int {
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
