package import HTTPTypes

extension HTTPFields {
    /// The value of a field, as the subscript gives it: nearly all stand there once, and joining what is one text takes
    /// longer than finding it.
    func text(of name: HTTPField.Name) -> String? {
        var text: String?
        for field in self where field.name == name {
            guard text == nil else { return self[name] }
            text = field.value
        }
        return text
    }
}

/// Names that HTTPTypes has no constants for.
extension HTTPField.Name {
    package static let idempotencyKey = constant("idempotency-key")
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
