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
    private let table: RouteTable
    private let entries: [RouteEntry]
    /// Requests that no route takes.
    private let unrouted: RouteMetrics
    private let doors: Doors
    private let logger: Logger
    private let dates = HTTPDate()
    private let streams: Places

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
        let target = request.head.path ?? "/"
        let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        switch table.match(request.method, target[..<mark]) {
        case .found(let index, let parameters):
            let entry = entries[index]
            let query = mark == target.endIndex ? "" : target[target.utf8.index(after: mark)...]
            do {
                let reply = try await answer(request, entry, path: target[..<mark], parameters, query)
                return (try response(reply, isHead: request.method == .head), entry.metrics)
            } catch {
                return (refusal(error, request, trace), entry.metrics)
            }
        case .methodNotAllowed(let allowed):
            var response = refusal(Problem.methodNotAllowed, request, trace)
            response.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
            return (response, unrouted)
        case .nothing:
            return (refusal(doors.isShut ? Problem.notReady : Problem.notFound, request, trace), unrouted)
        }
    }

    private func answer(
        _ request: Request, _ entry: RouteEntry, path: Substring, _ parameters: [Substring], _ query: Substring
    ) async throws -> APIReply {
        let community = entry.community(among: parameters)
        let caller = try await doors.admit(request.headers, to: entry, in: community)
        if !query.isEmpty { try QueryText(query).check(against: entry.route.query) }
        // Also where the command is harmless to repeat and no claim is kept.
        if let key = request.headers.text(of: .idempotencyKey) { _ = try IdempotencyKey(key) }
        let body = try await collectBody(of: request, entry)
        let apiRequest = APIRequest(
            caller: caller, headers: request.headers, body: body, route: entry, path: path, parameters: parameters,
            rawQuery: query, namedCommunity: community)
        return try await entry.route.handler(apiRequest)
    }

    /// The whole body, which is read even where none is expected, so that the next request finds the connection clean.
    private func collectBody(of request: Request, _ entry: RouteEntry) async throws -> ByteBuffer {
        let limit = entry.route.bodyLimit
        if let length = request.headers.text(of: .contentLength), let bytes = Int(length), bytes > limit {
            throw Problem.bodyTooLarge(limit: limit)
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Problem.bodyTooLarge(limit: limit)
        }
        if let schema = entry.route.request, body.readableBytes > 0 {
            let type = request.headers.text(of: .contentType)?.prefix { $0 != ";" && $0 != " " }
            guard type?.lowercased() == schema.mediaType else {
                throw Problem.wrongMediaType(schema.mediaType)
            }
        }
        return body
    }

    private func response(_ reply: APIReply, isHead: Bool) throws -> Response {
        var headers = reply.headers
        headers[.date] = dates.now()
        var body = reply.body
        // Only an event stream has no length.
        if body.contentLength == nil {
            guard let place = streams.take() else { throw Problem.tooManyStreams }
            body = ResponseBody { [body] writer in
                defer { place.giveBack() }
                try await body.write(writer)
            }
        }
        let response = Response(status: .init(code: reply.status), headers: headers, body: body)
        return isHead ? response.createHeadResponse() : response
    }

    // MARK: - Problems

    private func refusal(_ error: any Error, _ request: Request, _ trace: TraceContext) -> Response {
        let problem = Problem(describing: error)
        if problem.status == 500 {
            logger.error("a request failed", error: error, metadata: ["http.route.path": "\(request.uri.path)"])
        } else if problem.status == 401 || problem.status == 403 {
            logger.info(
                "a caller was refused",
                metadata: ["http.route.path": "\(request.uri.path)", "problem": "\(problem.slug)"])
        }
        let language = Language(acceptLanguage: request.headers[.acceptLanguage])
        var headers = ReplyHeaders.problem(in: language)
        headers[.date] = dates.now()
        if let wait = problem.retryAfter { headers[.retryAfter] = String(max(1, wait.components.seconds)) }
        headers[.wwwAuthenticate] = problem.challenge
        // The rest of the body will not be read, so the connection cannot be used again.
        if problem.status == 413 || problem.status == 408 { headers[.connection] = "close" }
        let body = problem.body(in: language, trace: problem.status >= 500 ? trace.traceID : nil)
        let response = Response(
            status: .init(code: problem.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        return request.method == .head ? response.createHeadResponse() : response
    }
}

/// The context that Hummingbird asks for; all that a request needs is in ``APIRequest``.
package struct PlainRequestContext: InitializableFromSource {
    package init(source: ApplicationRequestContextSource) {}
}
