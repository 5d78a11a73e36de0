package import HTTPTypes
import Model
package import NIOCore
import ServiceContextModule

/// A request of a hot route: its command is handed over where its last byte is read, and its answer is sent by whoever
/// carries the command out. No task waits in between (decision 57).
package final class SubmittedRequest: Sendable {
    /// Takes how the answer is made, which is done where it is written.
    package typealias Deliver = @Sendable (@escaping @Sendable () -> (HTTPResponse, ByteBuffer)) -> Void

    let head: HTTPRequest
    private let responder: ServiceResponder
    private let entry: RouteEntry
    private let submission: Route.Submission
    private let target: RequestTarget
    private let parameters: [Substring]
    private let start = ContinuousClock.now

    /// Nil for all requests that go the common way.
    package init?(_ head: HTTPRequest, to responder: ServiceResponder) {
        let target = RequestTarget(head.path)
        guard case .found(let index, let parameters) = responder.table.match(head.method, target.path) else {
            return nil
        }
        let entry = responder.entries[index]
        guard let submission = entry.route.submission, head.announcedLength ?? 0 <= entry.route.bodyLimit else {
            return nil
        }
        self.responder = responder
        self.head = head
        self.entry = entry
        self.submission = submission
        self.target = target
        self.parameters = parameters
    }

    var bodyLimit: Int { entry.route.bodyLimit }

    /// Goes the steps that `ServiceResponder.respond` goes for other requests; `deliver` is called once.
    ///
    /// - Returns: false, and nothing has happened, where the request has to go the common way.
    func submit(_ body: ByteBuffer, deliver: @escaping Deliver) -> Bool {
        let community = entry.community(among: parameters)
        return responder.doors.admit(head.headerFields, to: entry, in: community) { admitted in
            do {
                let caller = try admitted.get()
                try self.responder.check(self.head.headerFields, self.target, self.entry)
                try self.responder.checkMediaType(self.head.headerFields, of: body, self.entry)
                let request = APIRequest(
                    caller: caller, headers: self.head.headerFields, body: body, route: self.entry,
                    target: self.target, parameters: self.parameters, namedCommunity: community)
                try self.submission(request) { reply in deliver { self.answer(Result { try reply() }) } }
            } catch {
                deliver { self.answer(.failure(error)) }
            }
        }
    }

    private func answer(_ outcome: Result<APIReply, any Error>) -> (HTTPResponse, ByteBuffer) {
        let reply: APIReply
        switch outcome {
        case .success(let success): reply = success
        case .failure(let error): reply = refusal(error)
        }
        guard case .bytes(let bytes) = reply.content else { preconditionFailure("a command is answered by no stream") }
        entry.metrics.record(status: reply.status, since: start)
        var headers = responder.dated(reply.headers)
        headers[.contentLength] = String(bytes.readableBytes)
        return (HTTPResponse(status: .init(code: reply.status), headerFields: headers), bytes)
    }

    private func refusal(_ error: any Error) -> APIReply {
        let trace = TraceContext(incoming: head.headerFields.text(of: .traceparent))
        var context = ServiceContext.topLevel
        context.trace = trace
        return ServiceContext.withValue(context) { responder.refusal(error, of: head, trace) }
    }
}
