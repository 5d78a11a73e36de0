package import Model

/// What the registry tells the other processes of sessions that ended so lately that access tokens of theirs have not
/// expired: their names, and where they are too many for that, a time instead of the older ones.
package struct EndedSessions: Codable, Sendable, Equatable {
    package static let path = "/v1/sessions/ended"
    /// How many are named at most: 800 kB, where a peer reads a megabyte.
    package static let limit = 20_000

    package let sessions: Set<String>
    /// Any session's tokens are refused that were issued at this second since 1970 or before it; nil where all sessions
    /// that ended are named.
    ///
    /// Whose session goes on has a new token for the asking, with the session's refresh token.
    package let issuedThrough: Int64?

    /// None that ended.
    package static let none = EndedSessions([])

    /// - Parameters:
    ///   - sessions: the names of the ones that ended last.
    ///   - unnamed: when the last of those ended that are not named, if there are such.
    package init(_ sessions: Set<String>, unnamed: Timestamp? = nil) {
        self.sessions = sessions
        // The clock by which sessions end may be behind the one by which tokens are issued.
        issuedThrough = unnamed.map { $0.microseconds / 1_000_000 + TokenVerifier.leeway }
    }

    var isEmpty: Bool { sessions.isEmpty && issuedThrough == nil }

    /// Whether a token is refused that was issued in a session at this second.
    func refuses(_ session: String, issued: Int64) -> Bool {
        issued <= issuedThrough ?? .min || sessions.contains(session)
    }
}
