import Model
import Postgres

/// Gives a signed-in person another secret; their other sessions end.
///
/// The present one is asked for although the sign-in is fresh: whoever finds a screen unlocked must not take the account.
struct ChangeSecret: Sendable {
    let desk: PeopleDesk

    struct Wish: Sendable {
        let current: Passphrase
        let chosen: String
        let address: String
    }

    /// For whoever bears a token; the session of `refreshToken` goes on, if there is one.
    ///
    /// - Throws: `PeopleError.noAccount`, `.sessionOver`, `.secretWrong`, `.secretRefused`, `.tooManyAttempts`
    func handle(_ wish: Wish, subject: String, refreshToken: String?) async throws {
        let (account, session) = try await desk.pool.withTransaction(readOnly: true) { transaction in
            guard let id = try await desk.accounts.account(ofSubject: subject, in: transaction) else {
                throw PeopleError.noAccount
            }
            guard let refreshToken else { return (id, Session?.none) }
            guard let token = RefreshToken(refreshToken),
                let session = try await desk.sessions.session(of: token, in: transaction), session.account == id
            else { throw PeopleError.sessionOver }
            return (id, session)
        }
        try await handle(wish, of: account, keeping: session?.id)
    }

    /// - Throws: `PeopleError.secretWrong`, `.secretRefused`, `.tooManyAttempts`
    func handle(_ wish: Wish, of id: AccountID, keeping session: SessionID?) async throws {
        let account = try await desk.pool.withTransaction(readOnly: true) { transaction in
            try await desk.accounts.account(id, in: transaction)
        }
        let address = AttemptLimit.address.key(ClientNetwork.name(of: wish.address))
        let name = AttemptLimit.account.key(account.login.description)
        let place = try await desk.countAttempt(from: address, at: [name])
        guard try await place.matches(wish.current, account.credential?.secret) else {
            try await desk.pool.withTransaction { try await desk.log.note(.secretRefused, of: id, in: $0) }
            throw PeopleError.secretWrong
        }
        let secret = try await place.hash(try chosen(wish, for: account))
        try await desk.pool.withTransaction { transaction in
            try await desk.accounts.holdAlone(id, in: transaction)
            let known = try await desk.accounts.account(id, in: transaction)
            // Another change, or the end of the account, came first.
            guard !known.isDisabled, known.credential?.secret.hash == account.credential?.secret.hash else {
                throw PeopleError.sessionOver
            }
            try await desk.accounts.set(secret, forgetsFactor: false, of: id, in: transaction)
            try await desk.sessions.endAll(of: id, but: session, in: transaction)
            try await desk.attempts.succeeded(at: [name], from: address, in: transaction)
            try await desk.log.note(.secretChanged, of: id, in: transaction)
        }
        await desk.refuseEndedSessions()
    }

    private func chosen(_ wish: Wish, for account: Account) throws -> Passphrase {
        do throws(InvalidValue) {
            let chosen = try Passphrase(chosen: wish.chosen, login: account.login, isStaff: account.isStaff)
            guard chosen.bytes != wish.current.bytes else {
                throw InvalidValue("secret", zh: "与现用密码相同", en: "is the present one")
            }
            return chosen
        } catch {
            throw PeopleError.secretRefused(error)
        }
    }
}
