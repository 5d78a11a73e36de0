import EventLog
import Model
import Postgres

/// Goes on with a session, or ends it.
struct ContinueSession: Sendable {
    let desk: PeopleDesk

    /// A new access token, with the roles of today, and a new refresh token for the one that was used.
    ///
    /// - Throws: `PeopleError.sessionOver`
    func refresh(_ text: String) async throws -> SessionAnswer {
        guard let token = RefreshToken(text) else { throw PeopleError.sessionOver }
        let answer = try await desk.pool.withTransaction { transaction -> SessionAnswer? in
            switch try await desk.sessions.take(token, in: transaction) {
            case .nothing: return nil
            case .reused(let account):
                try await desk.log.note(.refreshReused, of: account, in: transaction)
                return nil
            case .session(let session): return try await desk.tokens(of: session, in: transaction)
            }
        }
        guard let answer else { throw PeopleError.sessionOver }
        return answer
    }

    /// Ends the session of a refresh token, or with `everywhere` all sessions of its person; of an unknown one nothing.
    func end(_ text: String, everywhere: Bool) async throws {
        guard let token = RefreshToken(text) else { return }
        try await desk.pool.withTransaction { transaction in
            guard let (session, account) = try await desk.sessions.find(token, in: transaction) else { return }
            if everywhere {
                try await desk.sessions.endAll(of: account, in: transaction)
            } else {
                try await desk.sessions.end(session, in: transaction)
            }
            try await desk.log.note(everywhere ? .signedOutEverywhere : .signedOut, of: account, in: transaction)
        }
    }
}
