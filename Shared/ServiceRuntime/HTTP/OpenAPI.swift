import HTTPTypes
import Model

/// The OpenAPI 3.1 description of a service, written from its route table.
struct OpenAPI {
    let title: String
    let routes: [Route]

    /// The document as JSON.
    func document() -> [UInt8] {
        var paths: [(String, JSONTree)] = []
        for path in routes.map(\.path).uniqued() {
            let operations = routes.filter { $0.path == path }
            paths.append((path, .object(operations.map { ($0.method.rawValue.lowercased(), operation($0)) })))
        }
        let document = JSONTree.object([
            ("openapi", "3.1.0"),
            ("info", .object([("title", .text("Tongti \(title)")), ("version", "1")])),
            ("paths", .object(paths)),
            (
                "components",
                .object([
                    ("schemas", .object([("Problem", Schema.problem.tree)])),
                    (
                        "securitySchemes",
                        .object([
                            (
                                "token",
                                .object([("type", "http"), ("scheme", "bearer"), ("bearerFormat", "JWT")])
                            ),
                            (
                                "internal",
                                .object([("type", "apiKey"), ("in", "header"), ("name", "Authorization")])
                            ),
                        ])
                    ),
                ])
            ),
        ])
        return document.bytes
    }

    private func operation(_ route: Route) -> JSONTree {
        var members: [(String, JSONTree)] = [
            ("operationId", .text(operationID(route))),
            ("summary", .text(route.summary)),
            ("parameters", .array(parameters(route))),
        ]
        if let request = route.request {
            let content = content(request, isClosed: route.access != .peers)
            members.append(("requestBody", .object([("required", true), ("content", content)])))
        }
        var success: [(String, JSONTree)] = [("description", "Success")]
        if let answer = route.answer { success.append(("content", content(answer, isClosed: false))) }
        let isPage = route.answer?.mediaType == Schema.page.mediaType
        let problem = refusal
        // A page may lead to another one.
        let elsewhere = isPage ? [("3XX", JSONTree.object([("description", "Another page")]))] : []
        members.append(
            ("responses", .object([("2XX", .object(success))] + elsewhere + [("4XX", problem), ("5XX", problem)])))
        switch route.access {
        case .anyone: members.append(("security", .array([.object([])])))
        case .peers: members.append(("security", .array([.object([("internal", .array([]))])])))
        case .roles(let roles):
            members.append(("security", .array([.object([("token", .array([]))])])))
            members.append(("x-roles", .array(roles.map(\.rawValue).sorted().map(JSONTree.text))))
        case .signedIn: members.append(("security", .array([.object([("token", .array([]))])])))
        }
        if route.needsFreshSignIn {
            members.append(("x-fresh-sign-in", .integer(Route.freshSignIn.components.seconds)))
        }
        return .object(members)
    }

    /// What was wrong: problem details for programs, a page for browsers.
    private var refusal: JSONTree {
        let problem = (
            "application/problem+json",
            JSONTree.object([("schema", .object([("$ref", "#/components/schemas/Problem")]))])
        )
        let page = (Schema.page.mediaType, JSONTree.object([("schema", Schema.page.tree)]))
        return .object([
            ("description", "What was wrong, as RFC 9457 problem details"),
            ("content", .object([problem, page])),
        ])
    }

    private func parameters(_ route: Route) -> [JSONTree] {
        var parameters: [JSONTree] = []
        for case .parameter(let name) in route.segments {
            parameters.append(
                .object([
                    ("name", .text(name)), ("in", "path"), ("required", true),
                    ("schema", Schema.string(maxLength: 64).tree),
                ]))
        }
        for parameter in route.query {
            parameters.append(
                .object([
                    ("name", .text(parameter.name)), ("in", "query"), ("required", false),
                    ("description", .text(parameter.description)), ("schema", parameter.schema.tree),
                ]))
        }
        if route.method == .post, route.takesIdempotencyKey, case .roles = route.access {
            parameters.append(
                .object([
                    ("name", "Idempotency-Key"), ("in", "header"), ("required", false),
                    ("description", "The same key with the same content gets the same answer and does nothing twice"),
                    ("schema", Schema.string(pattern: IdempotencyKey.pattern).tree),
                ]))
        }
        return parameters
    }

    private func content(_ schema: Schema, isClosed: Bool) -> JSONTree {
        // A schema of OpenAPI 3.1 cannot speak of the events of a stream.
        if case .text(mediaType: "text/event-stream", _) = schema { return .object([(schema.mediaType, .object([]))]) }
        return .object([(schema.mediaType, .object([("schema", schema.tree(isClosed: isClosed))]))])
    }

    private func operationID(_ route: Route) -> String {
        let parts = route.path.split { !$0.isLetter && !$0.isNumber }
        return ([route.method.rawValue.lowercased()] + parts.map(String.init)).joined(separator: "_")
    }
}

extension Schema {
    var tree: JSONTree { tree(isClosed: false) }

    /// `isClosed` says whether its objects have no other members: commands are refused with them, answers may grow.
    func tree(isClosed: Bool) -> JSONTree {
        switch self {
        case .string(let pattern, let format, let maxLength, let example):
            return .object(
                [("type", "string")]
                    + [
                        pattern.map { ("pattern", .text($0)) }, format.map { ("format", .text($0)) },
                        maxLength.map { ("maxLength", .integer(Int64($0))) },
                        example.map { ("examples", .array([.text($0)])) },
                    ].compactMap(\.self))
        case .word(let words):
            return .object([("type", "string"), ("enum", .array(words.map(JSONTree.text)))])
        case .integer(let minimum, let maximum, let example):
            return .object(
                [("type", "integer")]
                    + [
                        minimum.map { ("minimum", .integer($0)) }, maximum.map { ("maximum", .integer($0)) },
                        example.map { ("examples", .array([.integer($0)])) },
                    ].compactMap(\.self))
        case .boolean: return .object([("type", "boolean")])
        case .array(let element, let maxItems):
            return .object(
                [("type", "array"), ("items", element.tree(isClosed: isClosed))]
                    + [maxItems.map { ("maxItems", .integer(Int64($0))) }].compactMap(\.self))
        case .object(let properties):
            return .object(
                [
                    ("type", "object"),
                    ("properties", .object(properties.map { ($0.name, $0.tree(isClosed: isClosed)) })),
                    ("required", .array(properties.filter(\.isRequired).map { .text($0.name) })),
                ] + (isClosed ? [("additionalProperties", false)] : []))
        case .map(let value):
            return .object([("type", "object"), ("additionalProperties", value.tree(isClosed: isClosed))])
        case .oneOf(let schemas): return .object([("oneOf", .array(schemas.map { $0.tree(isClosed: isClosed) }))])
        case .nullable(let schema):
            return .object([("anyOf", .array([schema.tree(isClosed: isClosed), .object([("type", "null")])]))])
        case .any: return .object([])
        case .text(_, let example):
            return .object(
                [("type", "string")] + [example.map { ("examples", .array([.text($0)])) }].compactMap(\.self))
        }
    }
}

extension Schema.Property {
    fileprivate func tree(isClosed: Bool) -> JSONTree {
        let tree = schema.tree(isClosed: isClosed)
        guard let description, case .object(let members) = tree else { return tree }
        return .object(members + [("description", .text(description))])
    }
}

extension Sequence where Element: Hashable {
    /// The elements without repetitions, in their first order.
    fileprivate func uniqued() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
