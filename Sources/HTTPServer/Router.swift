internal import Bytes

/// Finds the route of a request, segment by segment.
package final class Router {
    enum Match {
        case route(BoundRoute, parameters: [String])
        /// There is something at this path, but not by this method; these are.
        case otherMethods([Method])
        case nothing
    }

    private let tree: RouteTree

    init(_ routes: [BoundRoute]) {
        var tree = RouteTree()
        for route in routes { tree.add(route) }
        self.tree = tree
    }

    /// Says that other routes have taken the place of these.
    func retire() {
        for routes in tree.routes {
            for route in routes { route.isCurrent = false }
        }
    }

    func match(_ method: Method, _ path: Span<UInt8>) -> Match {
        var parameters: [String] = []
        guard let node = tree.find(path, &parameters), !tree.routes[node].isEmpty else { return .nothing }
        if let found = tree.routes[node].first(where: { $0.route.method == method }) {
            return .route(found, parameters: parameters)
        }
        // HEAD is answered by what answers GET, without its body (RFC 9110 section 9.3.2).
        if method == .head, let found = tree.routes[node].first(where: { $0.route.method == .get }) {
            return .route(found, parameters: parameters)
        }
        var methods = tree.routes[node].map(\.route.method)
        if methods.contains(.get), !methods.contains(.head) { methods.append(.head) }
        return .otherMethods(methods)
    }
}
