package import HTTPTypes
import Hummingbird
import Model
import NIOCore

/// What a route's handler answers with.
package struct APIReply: Sendable {
    package var status: Int
    package var headers: HTTPFields
    let content: Content

    /// What follows the header fields.
    enum Content: Sendable {
        case bytes(ByteBuffer)
        /// Made while it is sent.
        case stream(ResponseBody)
    }

    /// JSON with sorted names.
    ///
    /// - Throws: as `CanonicalJSON.encode(_:)`.
    package static func json(_ status: Int, _ value: some Encodable) throws -> APIReply {
        .json(status, bytes: try CanonicalJSON.encode(value))
    }

    /// - Throws: as ``json(_:_:)``.
    package static func json(_ value: some Encodable) throws -> APIReply { try json(200, value) }

    /// JSON that is already written.
    package static func json(_ status: Int, bytes: [UInt8]) -> APIReply {
        APIReply(status: status, headers: ReplyHeaders.json, content: .bytes(ByteBuffer(bytes: bytes)))
    }

    package static func text(_ text: String, mediaType: String = "text/plain; charset=utf-8") -> APIReply {
        var headers = ReplyHeaders.plain
        headers[.contentType] = mediaType
        return APIReply(status: 200, headers: headers, content: .bytes(ByteBuffer(string: text)))
    }

    /// A page, with the headers that keep a browser from doing anything but show it.
    package static func html(_ page: String, status: Int = 200) -> APIReply {
        APIReply(status: status, headers: ReplyHeaders.page, content: .bytes(ByteBuffer(string: page)))
    }

    /// A file of any length, which is made while it is sent.
    ///
    /// `place` is held until the file was sent, or until somebody else gets it because the reader is slow. `write`
    /// hands the parts over one after the other and waits for a reader that is slow; when it throws, the connection
    /// ends before the file does.
    package static func file(
        named name: String, mediaType: String, holding place: Places.Place? = nil,
        _ write: @escaping @Sendable (_ take: ([UInt8]) async throws -> Void) async throws -> Void
    ) -> APIReply {
        let body = ResponseBody { writer in
            defer { place?.giveBack() }
            try await write { bytes in
                var rest = ByteBuffer(bytes: bytes)
                while rest.readableBytes > 0,
                    let piece = rest.readSlice(length: min(rest.readableBytes, Self.piece))
                {
                    try place?.startWaiting()
                    try await writer.write(piece)
                    place?.stopWaiting(taken: piece.readableBytes)
                }
            }
            try await writer.finish(nil)
        }
        var headers = ReplyHeaders.plain
        headers[.contentType] = mediaType
        headers[.contentDisposition] = attachment(name)
        headers[.connection] = "close"
        return APIReply(status: 200, headers: headers, content: .stream(body))
    }

    /// The bytes of a file that are written at a time.
    ///
    /// For each of these writes a reader has ``HTTPLimits/idle``, so that no length of a part asks more of a slow line
    /// than another.
    private static let piece = 64 * 1024

    /// A page of any length, which is made while it is sent, as a file is.
    package static func page(
        _ write: @escaping @Sendable (_ take: (String) async throws -> Void) async throws -> Void
    ) -> APIReply {
        let body = ResponseBody { writer in
            try await write { text in try await writer.write(ByteBuffer(string: text)) }
            try await writer.finish(nil)
        }
        var headers = ReplyHeaders.page
        headers[.connection] = "close"
        return APIReply(status: 200, headers: headers, content: .stream(body))
    }

    /// Leads a browser to another page.
    package static func seeOther(_ path: String) -> APIReply {
        var reply = APIReply.noContent
        reply.status = 303
        reply.headers[.location] = path
        return reply
    }

    /// A table to be saved under a name.
    ///
    /// It may be long, and whoever saves it slow, so it is sent as files are.
    package static func csv(_ text: String, filename: String) -> APIReply {
        let bytes = ByteBuffer(string: text)
        return .file(named: filename, mediaType: "text/csv; charset=utf-8") { take in
            // Bit by bit, so that no slow reader holds copies of it.
            var rest = bytes
            while let part = rest.readBytes(length: min(rest.readableBytes, Self.piece)), !part.isEmpty {
                try await take(part)
            }
        }
    }

    private static func attachment(_ name: String) -> String {
        let safe = name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
        return "attachment; filename=\"\(safe)\""
    }

    /// An answer without content.
    package static let noContent = APIReply(status: 204, headers: ReplyHeaders.plain, content: .bytes(ByteBuffer()))
}

/// The header fields of each kind of answer, made once.
enum ReplyHeaders {
    /// Nothing of the interface may be kept by a browser or proxy, and nothing is to be guessed (RFC 9111, WHATWG Fetch).
    static let plain: HTTPFields = [.cacheControl: "no-store", .xContentTypeOptions: "nosniff"]

    static let json = plain.with(.contentType, "application/json")

    static func problem(in language: Language) -> HTTPFields {
        switch language {
        case .chinese: chineseProblem
        case .english: englishProblem
        }
    }

    static let page: HTTPFields = [
        .cacheControl: "no-cache",
        .xContentTypeOptions: "nosniff",
        .contentType: "text/html; charset=utf-8",
        .contentSecurityPolicy:
            "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'; "
            + "base-uri 'none'; form-action 'self'",
        .referrerPolicy: "no-referrer",
    ]

    static let problemPage = page.with(.cacheControl, "no-store")

    static let eventStream =
        plain
        .with(.contentType, "text/event-stream")
        .with(.connection, "close")
        .with(.accelBuffering, "no")

    private static let chineseProblem = plain.with(.contentType, "application/problem+json")
        .with(.contentLanguage, Language.chinese.rawValue)
    private static let englishProblem = plain.with(.contentType, "application/problem+json")
        .with(.contentLanguage, Language.english.rawValue)
}

extension HTTPFields {
    fileprivate func with(_ name: HTTPField.Name, _ value: String) -> HTTPFields {
        var copy = self
        copy[name] = value
        return copy
    }
}
