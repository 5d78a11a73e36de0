import HTTPTypes
import Model
package import NIOCore
package import NIOHTTP1
import ServiceContextModule

/// A request of a hot route: its command is handed over where its last byte is read, and its answer is sent by whoever
/// carries the command out.
///
/// No task waits in between (decision 57).
package final class SubmittedRequest: Sendable {
    /// Takes how the answer is made, which is done where it is written.
    package typealias Deliver = @Sendable (@escaping @Sendable () -> ByteBuffer) -> Void

    let head: HTTPRequestHead
    private let responder: ServiceResponder
    private let entry: RouteEntry
    private let submission: Route.Submission
    private let target: RequestTarget
    private let parameters: [Substring]
    private let start = ContinuousClock.now

    /// Nil for all requests that go the common way.
    package init?(_ head: HTTPRequestHead, to responder: ServiceResponder) {
        let target = RequestTarget(head.uri)
        // All that is submitted is posted.
        guard head.method == .POST,
            case .found(let index, let parameters) = responder.table.match(.post, target.path)
        else { return nil }
        let entry = responder.entries[index]
        guard let submission = entry.route.submission, head.headers.announcedLength ?? 0 <= entry.route.bodyLimit else {
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
        return responder.doors.admit(head.headers, to: entry, in: community) { admitted in
            do {
                let caller = try admitted.get()
                try self.responder.check(self.head.headers, self.target, self.entry)
                try self.responder.checkContent(self.head.headers, of: body, self.entry)
                let request = APIRequest(
                    caller: caller, headers: self.head.headers, body: body, route: self.entry,
                    target: self.target, parameters: self.parameters, namedCommunity: community)
                try self.submission(request) { reply in deliver { self.answer(Result { try reply() }) } }
            } catch {
                deliver { self.answer(.failure(error)) }
            }
        }
    }

    private func answer(_ outcome: Result<APIReply, any Error>) -> ByteBuffer {
        let reply: APIReply
        switch outcome {
        case .success(let success): reply = success
        case .failure(let error): reply = refusal(error)
        }
        entry.metrics.record(status: reply.status, since: start)
        return reply.message(at: responder.dates.now())
    }

    private func refusal(_ error: any Error) -> APIReply {
        let trace = TraceContext(incoming: head.headers.text(of: .traceparent))
        var context = ServiceContext.topLevel
        context.trace = trace
        return ServiceContext.withValue(context) { responder.refusal(error, at: target, head.headers, trace) }
    }
}
