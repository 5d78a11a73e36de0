import HTTPTypes
package import Hummingbird
package import Logging
package import Metrics
import Model
import NIOCore
import NIOHTTP1
import ServiceContextModule

/// From request to response in one function: trace, route, access, body, handler, problem, metrics.
///
/// There are no middleware layers: a request passes every step below once, and the steps are the same for all routes.
package final class ServiceResponder: HTTPResponder {
    let table: RouteTable
    let entries: [RouteEntry]
    /// Requests that no route takes.
    private let unrouted: RouteMetrics
    let doors: Doors
    private let logger: Logger
    let dates = HTTPDate()
    private let streams: Places
    private let files: FileRoom

    package init(
        routes: [Route], doors: Doors, logger: Logger, limits: HTTPLimits = HTTPLimits(),
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.table = RouteTable(routes)
        self.entries = routes.map { RouteEntry($0, metrics: metrics) }
        self.unrouted = RouteMetrics(method: "any", path: "none", factory: metrics)
        self.doors = doors
        self.logger = logger
        self.streams = Places(limit: limits.streams)
        self.files = FileRoom(limit: limits.files)
    }

    package func respond(to request: Request, context: PlainRequestContext) async throws -> Response {
        await respond(to: request)
    }

    /// Answers any request; no error leaves.
    package func respond(to request: Request) async -> Response {
        let start = ContinuousClock.now
        let trace = TraceContext(incoming: request.headers.text(of: .traceparent))
        var context = ServiceContext.topLevel
        context.trace = trace
        let (response, metrics) = await ServiceContext.withValue(context) {
            await dispatch(request, trace: trace)
        }
        metrics.record(status: response.status.code, since: start)
        return response
    }

    private func dispatch(_ request: Request, trace: TraceContext) async -> (Response, RouteMetrics) {
        let target = RequestTarget(request.head.path)
        let reply: APIReply
        let metrics: RouteMetrics
        switch table.match(request.method, target.path) {
        case .found(let index, let parameters):
            let entry = entries[index]
            metrics = entry.metrics
            do {
                reply = try await answer(request, entry, target, parameters)
            } catch {
                reply = refusal(error, at: target, request.headers, trace)
            }
        case .methodNotAllowed(let allowed):
            metrics = unrouted
            var refusal = refusal(Problem.methodNotAllowed, at: target, request.headers, trace)
            refusal.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
            reply = refusal
        case .nothing:
            metrics = unrouted
            reply = refusal(doors.isShut ? Problem.notReady : Problem.notFound, at: target, request.headers, trace)
        }
        return (response(reply, to: request.head, trace), metrics)
    }

    private func answer(
        _ request: Request, _ entry: RouteEntry, _ target: RequestTarget, _ parameters: [Substring]
    ) async throws -> APIReply {
        let community = entry.community(among: parameters)
        let caller = try await doors.admit(request.headers, to: entry, in: community)
        try check(request.headers, target, entry)
        let room = try room(for: request, of: caller, entry)
        // What has been read of a file is held for as long as the handler works on it.
        defer { withExtendedLifetime(room) {} }
        let body = try await collectBody(of: request, entry)
        try checkContent(request.headers, of: body, entry)
        return try await entry.route.handler(
            APIRequest(
                caller: caller, headers: request.headers, body: body, route: entry, target: target,
                parameters: parameters, namedCommunity: community))
    }

    /// Room for the file that a request brings; nil where its route takes none.
    private func room(for request: Request, of caller: Caller, _ entry: RouteEntry) throws -> FileRoom.Share? {
        let limit = entry.route.bodyLimit
        guard limit > HTTPLimits.body else { return nil }
        // Of a body that comes in chunks the length is not known before its end.
        return try files.take(min(request.headers.announcedLength ?? limit, limit), for: caller.person.id)
    }

    func check(_ headers: any HeaderFields, _ target: RequestTarget, _ entry: RouteEntry) throws {
        if !target.query.isEmpty { try QueryText(target.query).check(against: entry.route.query) }
        // Also where the command is harmless to repeat and no claim is kept.
        if let key = headers.text(of: .idempotencyKey) { _ = try IdempotencyKey(key) }
    }

    /// That the body can be read as it came: no coding is undone here (RFC 9110 §8.4), and it is of the route's media type.
    func checkContent(_ headers: any HeaderFields, of body: ByteBuffer, _ entry: RouteEntry) throws {
        guard let schema = entry.route.request, body.readableBytes > 0 else { return }
        let codings = headers.text(of: .contentEncoding)?.split { $0 == "," || $0 == " " || $0 == "\t" } ?? []
        guard codings.allSatisfy({ $0.lowercased() == "identity" }) else { throw Problem.wrongContentCoding }
        let field = headers.text(of: .contentType)
        // As nearly all spell it.
        if field == schema.mediaType { return }
        let type = field?.prefix { $0 != ";" && $0 != " " }
        guard type?.lowercased() == schema.mediaType else { throw Problem.wrongMediaType(schema.mediaType) }
    }

    /// The whole body, which is read even where none is expected, so that the next request finds the connection clean.
    private func collectBody(of request: Request, _ entry: RouteEntry) async throws -> ByteBuffer {
        let limit = entry.route.bodyLimit
        if let length = request.headers.announcedLength, length > limit { throw Problem.bodyTooLarge(limit: limit) }
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem.bodyTooLarge(limit: limit)
        }
    }

    private func response(_ reply: APIReply, to head: HTTPRequest, _ trace: TraceContext) -> Response {
        let body: ResponseBody
        switch reply.content {
        case .bytes(let bytes): body = ResponseBody(byteBuffer: bytes)
        case .stream where head.method == .head:
            // How long it would be is not known, and no length is named for it.
            body = ResponseBody { writer in try await writer.finish(nil) }
        case .stream(let stream):
            let target = RequestTarget(head.path)
            guard let place = streams.take() else {
                let reply = refusal(Problem.tooManyStreams, at: target, head.headerFields, trace)
                return response(reply, to: head, trace)
            }
            body = ResponseBody { writer in
                defer { place.giveBack() }
                do {
                    try await stream.write(WatchedWriter(writer: writer))
                } catch {
                    self.tell(of: error, at: target, trace)
                    throw error
                }
            }
        }
        var headers = reply.headers
        headers[.date] = dates.now()
        let response = Response(status: .init(code: reply.status), headers: headers, body: body)
        if case .bytes = reply.content, head.method == .head { return response.createHeadResponse() }
        return response
    }

    /// Says why an answer ended before its end, as is said of a request that failed: its reader sees no reason.
    private func tell(of error: any Error, at target: RequestTarget, _ trace: TraceContext) {
        // Readers come and go, and those who are too slow are sent away.
        if Task.isCancelled || error is ReaderLost || error is PlaceLost { return }
        guard Problem(describing: error).status == 500 else { return }
        var context = ServiceContext.topLevel
        context.trace = trace
        ServiceContext.withValue(context) {
            logger.error("an answer broke off", error: error, metadata: ["http.route.path": "\(target.path)"])
        }
    }

    func refusal(
        _ error: any Error, at target: RequestTarget, _ headers: any HeaderFields, _ trace: TraceContext
    ) -> APIReply {
        let problem = Problem(describing: error)
        if problem.status == 500 {
            logger.error("a request failed", error: error, metadata: ["http.route.path": "\(target.path)"])
        } else if problem.status == 401 || problem.status == 403 {
            logger.info(
                "a caller was refused", metadata: ["http.route.path": "\(target.path)", "problem": "\(problem.slug)"])
        }
        var (fields, body) = problem.answer(to: headers, trace: problem.status >= 500 ? trace.traceID : nil)
        // The rest of the body will not be read, so the connection cannot be used again.
        if problem.status == 413 || problem.status == 408 { fields[.connection] = "close" }
        return APIReply(status: problem.status, headers: fields, content: .bytes(ByteBuffer(bytes: body)))
    }
}

/// The context that Hummingbird asks for; all that a request needs is in ``APIRequest``.
package struct PlainRequestContext: InitializableFromSource {
    package init(source: ApplicationRequestContextSource) {}
}
