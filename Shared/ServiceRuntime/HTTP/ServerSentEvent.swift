import Hummingbird
import NIOCore
import ServiceLifecycle

/// One message of an event stream (WHATWG HTML §9.2).
package struct ServerSentEvent: Sendable {
    package var event: String?
    package var id: String?
    package var data: String

    package init(event: String? = nil, id: String? = nil, data: String) {
        self.event = event
        self.id = id
        self.data = data
    }

    /// A line that clients skip; it finds out whether anybody still listens.
    static let heartbeat = ByteBuffer(string: ": still here\n\n")

    var bytes: ByteBuffer {
        var buffer = ByteBuffer()
        if let event { buffer.writeString("event: \(Self.oneLine(event))\n") }
        if let id { buffer.writeString("id: \(Self.oneLine(id))\n") }
        for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            buffer.writeString("data: \(line)\n")
        }
        buffer.writeString("\n")
        return buffer
    }

    private static func oneLine(_ text: String) -> String { text.filter { !$0.isNewline } }
}

extension APIReply {
    /// A stream that stays open until `events` ends, the client goes away or the process shuts down.
    ///
    /// A reader that is too slow misses the older of the waiting events, so each should tell the whole state. A heartbeat
    /// is written in every quiet `heartbeat`, so that clients who left are noticed.
    ///
    /// `backlog` is how many events may wait for a slow reader.
    package static func eventStream<Events: AsyncSequence & Sendable>(
        _ events: Events, heartbeat: Duration = .seconds(15), backlog: Int = 64
    ) -> APIReply where Events.Element == ServerSentEvent {
        let body = ResponseBody { writer in
            let (waiting, continuation) = AsyncStream.makeStream(
                of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(backlog))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { continuation.finish() }
                    for try await event in events.cancelOnGracefulShutdown() { continuation.yield(event.bytes) }
                }
                group.addTask { await beat(every: heartbeat, into: continuation) }
                defer { group.cancelAll() }
                for await bytes in waiting { try await writer.write(bytes) }
                try await group.next()
            }
            try await writer.finish(nil)
        }
        return APIReply(status: 200, headers: ReplyHeaders.eventStream, content: .stream(body))
    }

    private static func beat(every interval: Duration, into stream: AsyncStream<ByteBuffer>.Continuation) async {
        while true {
            do { try await Task.sleep(for: interval) } catch { return }
            stream.yield(ServerSentEvent.heartbeat)
        }
    }
}
