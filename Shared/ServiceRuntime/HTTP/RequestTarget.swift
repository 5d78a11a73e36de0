import HTTPTypes

/// Path and query of a request, still percent-encoded as they were sent (RFC 9112 §3.2.1).
struct RequestTarget: Sendable {
    let path: Substring
    /// Without the question mark; empty where there is none.
    let query: Substring

    init(_ text: String?) {
        let text = text ?? "/"
        let mark = text.utf8.firstIndex(of: UInt8(ascii: "?")) ?? text.endIndex
        path = text[..<mark]
        query = mark == text.endIndex ? "" : text[text.utf8.index(after: mark)...]
    }
}

extension HeaderFields {
    /// How many bytes of body the head announces, where it does.
    var announcedLength: Int? { text(of: .contentLength).flatMap { Int($0) } }
}
