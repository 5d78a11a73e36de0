package import HTTPTypes

/// One thing that callers can ask of a service, with who may ask it and what goes in and out.
///
/// The route table is the only source of the dispatcher, of the access checks, and of `/openapi.json`.
package struct Route: Sendable {
    package typealias Handler = @Sendable (APIRequest) async throws -> APIReply
    /// Hands a command over and returns at once; whoever carries it out calls `Answer`, once.
    ///
    /// It throws only instead of handing over.
    package typealias Submission = @Sendable (APIRequest, @escaping Answer) throws -> Void
    /// Takes how the reply is made, which is done where it is sent: whoever calls this has other things to do.
    package typealias Answer = @Sendable (@escaping @Sendable () throws -> APIReply) -> Void

    let method: HTTPRequest.Method
    /// Literal segments and `{names}`: `/v1/communities/{community}/payments`.
    let path: String
    let access: Access
    let query: [QueryParameter]
    let request: Schema?
    let answer: Schema?
    let summary: String
    let bodyLimit: Int
    let needsFreshSignIn: Bool
    let takesIdempotencyKey: Bool
    private(set) var handler: Handler
    /// The same for requests that need no task of their own.
    private(set) var submission: Submission?

    /// How old a sign-in may be for what cannot be taken back: voting, paying out, approving.
    package static let freshSignIn = Duration.seconds(300)

    /// Describes a route.
    ///
    /// - `roles`: the roles that may call it, `.anyone`, or `.peers`.
    /// - `query`: every query parameter that the handler reads; any other is refused with 400.
    /// - `request`: the body, when there is one; its media type and its coding are checked, its shape only documented.
    /// - `answer`: the body of a success.
    /// - `bodyLimit`: how many bytes of body are read, beyond which the answer is 413.
    /// - `needsFreshSignIn`: whether the caller must have signed in within ``freshSignIn``; needs roles or `.signedIn`.
    /// - `takesIdempotencyKey`: whether a POST keeps its answer under an `Idempotency-Key`. Answers that hold secrets are
    ///   not kept, or sealed and for minutes.
    package init(
        _ method: HTTPRequest.Method, _ path: String, roles: Access, query: [QueryParameter] = [],
        request: Schema? = nil, answer: Schema? = nil, summary: String, bodyLimit: Int = 64 * 1024,
        needsFreshSignIn: Bool = false, takesIdempotencyKey: Bool = true, _ handler: @escaping Handler
    ) {
        precondition(path.hasPrefix("/"), "a route's path starts with a slash")
        self.method = method
        self.path = path
        self.access = roles
        self.query = query
        self.request = request
        self.answer = answer
        self.summary = summary
        self.bodyLimit = bodyLimit
        self.needsFreshSignIn = needsFreshSignIn
        self.takesIdempotencyKey = takesIdempotencyKey
        self.handler = handler
    }

    /// Describes a hot route: its requests wait for their answers without a task each.
    package init(
        _ method: HTTPRequest.Method, _ path: String, roles: Access, request: Schema? = nil, answer: Schema? = nil,
        summary: String, bodyLimit: Int = 64 * 1024, needsFreshSignIn: Bool = false,
        submitting submission: @escaping Submission
    ) {
        precondition(method == .post, "a command is posted")
        self.init(
            method, path, roles: roles, request: request, answer: answer, summary: summary, bodyLimit: bodyLimit,
            needsFreshSignIn: needsFreshSignIn
        ) { request in
            try await withCheckedThrowingContinuation { continuation in
                do {
                    try submission(request) { reply in continuation.resume(with: Result { try reply() }) }
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
        self.submission = submission
    }

    /// The same route, whose handler begins when `step` is done; a hot route stays as it is.
    func after(_ step: @escaping @Sendable () async throws -> Void) -> Route {
        guard submission == nil else { return self }
        var route = self
        route.handler = { [handler] request in
            try await step()
            return try await handler(request)
        }
        return route
    }

    /// The path cut into its segments.
    var segments: [Segment] {
        path.split(separator: "/", omittingEmptySubsequences: true).map { part in
            part.hasPrefix("{") && part.hasSuffix("}")
                ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
    }

    enum Segment: Equatable {
        case literal(String)
        case parameter(String)
    }
}

/// A parameter behind the question mark.
package struct QueryParameter: Sendable {
    let name: String
    let schema: Schema
    let description: String

    /// `true` or `false`, absent meaning false.
    package static func flag(_ name: String, _ description: String) -> Self {
        Self(name: name, schema: .boolean, description: description)
    }

    package static func value(_ name: String, _ description: String, _ schema: Schema = .string()) -> Self {
        Self(name: name, schema: schema, description: description)
    }

    /// Says what would change and changes nothing.
    package static let dryRun = flag("dryRun", "Check the file and say what would change, but change nothing")
    /// Where the previous page of a list ended.
    package static let cursor = value("cursor", "The `next` of the page before", .string(maxLength: 256))
    /// How many items a page may have.
    package static let limit = value("limit", "At most so many items", .integer(minimum: 1, maximum: 500))
}
