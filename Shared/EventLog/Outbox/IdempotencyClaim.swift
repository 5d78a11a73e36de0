package import Model

/// A caller's promise that a repetition is the same command: the `Idempotency-Key` of one principal on one route.
package struct IdempotencyClaim: Sendable, Hashable {
    package let principal: String
    package let route: String
    package let key: String
    /// Of the request's body; the same key with another body is refused.
    package let requestHash: Digest256

    package init(principal: String, route: String, key: String, requestHash: Digest256) {
        self.principal = principal
        self.route = route
        self.key = key
        self.requestHash = requestHash
    }

    /// Two claims on one key, whatever their bodies.
    var name: [String] { [principal, route, key] }
}
