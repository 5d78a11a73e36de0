import HTTPTypes
import NIOCore
import NIOHTTP1

extension APIReply {
    /// The answer to a command as HTTP/1.1 sends it (RFC 9112 §4), with the value of its `Date` field.
    ///
    /// It must not be a stream.
    func message(at date: String) -> ByteBuffer {
        guard case .bytes(let body) = content else { preconditionFailure("a command is answered by no stream") }
        let status = HTTPResponseStatus(statusCode: status)
        var message = ByteBufferAllocator().buffer(capacity: Self.headRoom + body.readableBytes)
        message.writeStaticString("HTTP/1.1 ")
        message.writeString(String(status.code))
        message.writeStaticString(" ")
        message.writeString(status.reasonPhrase)
        for field in headers { message.writeField(field.name.rawName, field.value) }
        message.writeField(HTTPField.Name.date.rawName, date)
        // An answer that has no content says nothing of its length (RFC 9110 §8.6).
        if status.mayHaveResponseBody {
            message.writeField(HTTPField.Name.contentLength.rawName, String(body.readableBytes))
        }
        message.writeStaticString("\r\n\r\n")
        if status.mayHaveResponseBody { message.writeImmutableBuffer(body) }
        return message
    }

    /// What the status line and the usual fields take, in bytes.
    private static let headRoom = 320
}

extension ByteBuffer {
    /// Begins a line of its own; the end of it belongs to what follows.
    fileprivate mutating func writeField(_ name: String, _ value: String) {
        writeStaticString("\r\n")
        writeString(name)
        writeStaticString(": ")
        writeString(value)
    }
}
