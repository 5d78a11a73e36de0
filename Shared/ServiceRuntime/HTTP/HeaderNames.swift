package import HTTPTypes

/// Names that HTTPTypes has no constants for.
extension HTTPField.Name {
    package static let idempotencyKey = constant("idempotency-key")
    static let referrerPolicy = constant("referrer-policy")
    /// Tells nginx to pass an event stream on as it comes.
    static let accelBuffering = constant("x-accel-buffering")
    static let forwardedFor = constant("x-forwarded-for")
    static let host = constant("host")

    private static func constant(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
        return name
    }
}
