import HTTPTypes

/// Finds the route of a request: a tree over path segments, where a literal goes before a parameter.
struct RouteTable: Sendable {
    enum Match {
        case found(route: Int, parameters: [Substring])
        case methodNotAllowed(allowed: [HTTPRequest.Method])
        case nothing
    }

    private struct Node {
        /// The texts as bytes: most requests pass several of them.
        var literals: [(text: ArraySlice<UInt8>, node: Int)] = []
        var parameter: Int?
        var routes: [(method: HTTPRequest.Method, route: Int)] = []
    }

    let routes: [Route]
    private var nodes = [Node()]

    init(_ routes: [Route]) {
        self.routes = routes
        for (index, route) in routes.enumerated() { insert(route, at: index) }
    }

    /// Looks up the path of a request target, still percent-encoded, without the query.
    func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
        var parameters: [Substring] = []
        let bytes = Array(path.utf8)
        guard bytes.first == UInt8(ascii: "/"), let node = find(bytes.dropFirst(), from: 0, &parameters) else {
            return .nothing
        }
        let routes = nodes[node].routes
        if let match = routes.first(where: { $0.method == method }) {
            return .found(route: match.route, parameters: parameters)
        }
        if method == .head, let match = routes.first(where: { $0.method == .get }) {
            return .found(route: match.route, parameters: parameters)
        }
        return .methodNotAllowed(allowed: routes.map(\.method) + (routes.contains { $0.method == .get } ? [.head] : []))
    }

    private func find(_ rest: ArraySlice<UInt8>, from node: Int, _ parameters: inout [Substring]) -> Int? {
        if rest.isEmpty { return nodes[node].routes.isEmpty ? nil : node }
        let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let segment = rest[..<end]
        let isLast = end == rest.endIndex
        let tail = rest[min(end + 1, rest.endIndex)...]
        if segment.isEmpty || (!isLast && tail.isEmpty) { return nil }
        for (text, child) in nodes[node].literals where segment == text {
            if let found = find(tail, from: child, &parameters) { return found }
        }
        guard let child = nodes[node].parameter else { return nil }
        parameters.append(Substring(decoding: segment, as: UTF8.self))
        if let found = find(tail, from: child, &parameters) { return found }
        parameters.removeLast()
        return nil
    }

    private mutating func insert(_ route: Route, at index: Int) {
        var node = 0
        for segment in route.segments {
            switch segment {
            case .literal(let literal):
                let text = ArraySlice(literal.utf8)
                if let known = nodes[node].literals.first(where: { $0.text == text }) {
                    node = known.node
                } else {
                    nodes.append(Node())
                    nodes[node].literals.append((text, nodes.count - 1))
                    node = nodes.count - 1
                }
            case .parameter:
                if let known = nodes[node].parameter {
                    node = known
                } else {
                    nodes.append(Node())
                    nodes[node].parameter = nodes.count - 1
                    node = nodes.count - 1
                }
            }
        }
        precondition(
            !nodes[node].routes.contains { $0.method == route.method }, "two routes for \(route.method) \(route.path)")
        nodes[node].routes.append((route.method, index))
    }
}
