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
        var literals: [(text: [UInt8], node: Int)] = []
        var parameter: Int?
        var routes: [(method: HTTPRequest.Method, route: Int)] = []
    }

    private var nodes = [Node()]

    init(_ routes: [Route]) {
        for (index, route) in routes.enumerated() { insert(route, at: index) }
    }

    /// Looks up the path of a request target, still percent-encoded, without the query.
    func match(_ method: HTTPRequest.Method, _ path: Substring) -> Match {
        var segments: [Range<Int>] = []
        guard let node = find(path.utf8.span, &segments) else { return .nothing }
        let routes = nodes[node].routes
        let get = routes.first { $0.method == .get }
        guard let match = routes.first(where: { $0.method == method }) ?? (method == .head ? get : nil) else {
            return .methodNotAllowed(allowed: routes.map(\.method) + (get == nil ? [] : [.head]))
        }
        let parameters = segments.map { Substring(path.utf8.dropFirst($0.lowerBound).prefix($0.count)) }
        return .found(route: match.route, parameters: parameters)
    }

    private func find(_ path: Span<UInt8>, _ parameters: inout [Range<Int>]) -> Int? {
        guard !path.isEmpty, path[0] == UInt8(ascii: "/") else { return nil }
        return find(path, from: path.count == 1 ? 2 : 1, below: 0, &parameters)
    }

    /// `start` is where the next segment begins, behind the end where there is none; `parameters` are the segments
    /// before it that were taken as parameters.
    private func find(_ path: Span<UInt8>, from start: Int, below node: Int, _ parameters: inout [Range<Int>]) -> Int? {
        if start > path.count { return nodes[node].routes.isEmpty ? nil : node }
        var end = start
        while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
        guard start < end else { return nil }
        for (text, child) in nodes[node].literals where Self.spells(path, start..<end, text) {
            if let found = find(path, from: end + 1, below: child, &parameters) { return found }
        }
        guard let child = nodes[node].parameter else { return nil }
        parameters.append(start..<end)
        if let found = find(path, from: end + 1, below: child, &parameters) { return found }
        parameters.removeLast()
        return nil
    }

    private static func spells(_ path: Span<UInt8>, _ segment: Range<Int>, _ text: [UInt8]) -> Bool {
        guard segment.count == text.count else { return false }
        for offset in text.indices where path[segment.lowerBound + offset] != text[offset] { return false }
        return true
    }

    private mutating func insert(_ route: Route, at index: Int) {
        var node = 0
        for segment in route.segments {
            switch segment {
            case .literal(let literal):
                let text = Array(literal.utf8)
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
