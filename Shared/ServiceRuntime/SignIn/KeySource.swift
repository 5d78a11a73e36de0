/// Where the registry's public keys come from.
package protocol KeySource: Sendable {
    /// The JWK Set as JSON.
    func fetch() async throws -> [UInt8]
}

/// Keys that the process holds itself: the registry's own, and the keys of tests.
package struct HeldKeys: KeySource {
    private let json: [UInt8]

    package init(_ json: [UInt8]) { self.json = json }

    package func fetch() async throws -> [UInt8] { json }
}
