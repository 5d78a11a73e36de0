/// Where the registry's public keys come from.
package protocol KeySource: Sendable {
    /// The JWK Set as JSON.
    ///
    /// - Throws: ``PeerError``; in the registry, an error of its key file.
    func fetch() async throws -> [UInt8]

    /// Sessions that ended so lately that access tokens of theirs have not expired yet.
    ///
    /// - Throws: ``PeerError`` or `DecodingError`; in the registry, `PostgresError`.
    func endedSessions() async throws -> EndedSessions
}

extension KeySource {
    package func endedSessions() async throws -> EndedSessions { .none }
}

/// Keys that the process holds itself: those of tests.
package struct HeldKeys: KeySource {
    private let json: [UInt8]

    package init(_ json: [UInt8]) { self.json = json }

    package func fetch() async throws -> [UInt8] { json }
}
