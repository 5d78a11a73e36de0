package import HTTPTypes
package import NIOHTTP1

/// The header fields of a message, as the one who has it at hand has them.
package protocol HeaderFields: Sendable {
    /// The value of a field; where it stands there several times, all values, joined (RFC 9110 §5.2).
    func text(of name: HTTPField.Name) -> String?
}

extension HTTPFields: HeaderFields {
    /// Nearly all fields stand there once, and joining what is one text takes longer than finding it.
    package func text(of name: HTTPField.Name) -> String? {
        var text: String?
        for field in self where field.name == name {
            guard text == nil else { return self[name] }
            text = field.value
        }
        return text
    }
}

extension HTTPHeaders: HeaderFields {
    package func text(of name: HTTPField.Name) -> String? {
        var text: String?
        let name = name.canonicalName
        for (field, value) in self where Self.isSame(field, name) {
            text = text.map { "\($0), \(value)" } ?? value
        }
        return text
    }

    /// The value of a field that stands there once; nil where it stands there not at all or several times.
    func only(_ name: HTTPField.Name) -> String? {
        var text: String?
        let name = name.canonicalName
        for (field, value) in self where Self.isSame(field, name) {
            guard text == nil else { return nil }
            text = value
        }
        return text
    }

    private static func isSame(_ field: String, _ name: String) -> Bool {
        field.utf8.count == name.utf8.count && field.lowercased() == name
    }
}

/// Names that HTTPTypes has no constants for.
extension HTTPField.Name {
    package static let idempotencyKey = constant("idempotency-key")
    /// The newest message that a reader of an event stream has seen, which a browser says when it comes back.
    package static let lastEventID = constant("last-event-id")
    static let referrerPolicy = constant("referrer-policy")
    /// Tells nginx to pass an event stream on as it comes.
    static let accelBuffering = constant("x-accel-buffering")
    static let forwardedFor = constant("x-forwarded-for")
    static let forwardedHost = constant("x-forwarded-host")
    static let forwardedProtocol = constant("x-forwarded-proto")
    /// Whether a page of the same site sent the request (W3C Fetch Metadata).
    static let fetchSite = constant("sec-fetch-site")
    static let host = constant("host")

    private static func constant(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
        return name
    }
}
