import Postgres
import ServiceRuntime

/// Goes on with a session, or ends it.
struct ContinueSession: Sendable {
    let desk: PeopleDesk

    private enum Outcome: Sendable {
        case goesOn(SessionAnswer)
        case over(isNews: Bool)
    }

    /// A new access token, with the roles of today, and a new refresh token for the one that was used.
    ///
    /// Who lost the answer gets another one by the same key.
    ///
    /// - Throws: `PeopleError.sessionOver`
    func refresh(_ text: String, key: IdempotencyKey?) async throws -> SessionAnswer {
        guard let token = RefreshToken(text) else { throw PeopleError.sessionOver }
        let outcome = try await desk.pool.withTransaction { transaction -> Outcome in
            switch try await desk.sessions.take(token, by: key, in: transaction) {
            case .nothing: return .over(isNews: false)
            case .reused(let account):
                try await desk.log.note(.refreshReused, of: account, in: transaction)
                return .over(isNews: true)
            case .session(let session):
                return .goesOn(try await desk.tokens(of: session, after: token, in: transaction))
            }
        }
        switch outcome {
        case .goesOn(let answer): return answer
        case .over(let isNews):
            if isNews { await desk.refuseEndedSessions() }
            throw PeopleError.sessionOver
        }
    }

    /// Ends the session of a refresh token, or with `everywhere` all sessions of its person; of an unknown one nothing.
    func end(_ text: String, everywhere: Bool) async throws {
        guard let token = RefreshToken(text) else { return }
        let isNews = try await desk.pool.withTransaction { transaction -> Bool in
            guard let (session, account) = try await desk.sessions.find(token, in: transaction) else { return false }
            if everywhere {
                try await desk.sessions.endAll(of: account, in: transaction)
            } else {
                try await desk.sessions.end(session, in: transaction)
            }
            try await desk.log.note(everywhere ? .signedOutEverywhere : .signedOut, of: account, in: transaction)
            return true
        }
        if isNews { await desk.refuseEndedSessions() }
    }
}
