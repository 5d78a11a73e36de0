import EventLog
import FoundationEssentials
import Logging
import Model
import Postgres
import ServiceRuntime

/// Lets a person in who proves who they are.
///
/// Whatever is wrong, the answer and the work are the same: nobody learns which accounts there are, nor which of the two
/// proofs was the wrong one.
struct SignIn: Sendable {
    let desk: PeopleDesk

    struct Attempt: Sendable {
        let login: String
        let secret: Passphrase
        /// Of the second factor; staff cannot do without.
        let code: String?
        /// For whoever owns in several communities: where their token is to speak as an owner.
        let community: CommunityID?
        let address: String

        var givesCode: Bool { code?.isEmpty == false }
    }

    /// - Throws: `PeopleError.signInRefused`, `.tooManyAttempts`
    func handle(_ attempt: Attempt) async throws -> SessionAnswer {
        let address = AttemptLimit.address.key(ClientNetwork.name(of: attempt.address))
        let login = attempt.login.lowercased()
        let names = [AttemptLimit.account.key(login)] + (attempt.givesCode ? [AttemptLimit.code.key(login)] : [])
        let place = try await desk.countAttempt(from: address, at: names)
        let account = try await account(named: attempt.login)
        let isRight = try await place.matches(attempt.secret, account?.credential?.secret)
        let answer = try await desk.pool.withTransaction { transaction -> SessionAnswer? in
            guard isRight, let account, let session = try await begin(account, attempt, in: transaction) else {
                try await desk.log.note(.signInRefused, of: account?.id, in: transaction)
                return nil
            }
            try await desk.attempts.succeeded(at: names, from: address, in: transaction)
            try await desk.log.note(.signedIn, of: account.id, in: transaction)
            return try await desk.tokens(of: session, in: transaction)
        }
        guard let answer else { throw PeopleError.signInRefused }
        if let account { await renew(attempt.secret, of: account) }
        return answer
    }

    private func account(named login: String) async throws -> Account? {
        try await desk.pool.withTransaction(readOnly: true) { transaction in
            // A name that cannot be one is looked for all the same.
            try await desk.accounts.find(login: LoginName(login) ?? .nobody, in: transaction)
        }
    }

    /// Hashes the secret anew, when hashing has become more expensive since it was stored.
    ///
    /// Only for whoever was let in: before, the time that it takes would tell that the secret is right where the second
    /// factor was wrong.
    private func renew(_ secret: Passphrase, of account: Account) async {
        guard let stored = account.credential?.secret, stored.cost != desk.hasher.cost else { return }
        do {
            let renewed = try await desk.hasher.hash(secret)
            try await desk.pool.withTransaction { transaction in
                try await desk.accounts.holdAlone(account.id, in: transaction)
                let known = try await desk.accounts.account(account.id, in: transaction).credential?.secret
                // Another secret may have been chosen meanwhile.
                guard known?.hash == stored.hash else { return }
                try await desk.accounts.set(renewed, forgetsFactor: false, of: account.id, in: transaction)
            }
        } catch {
            // It is done at the next sign-in; this one has succeeded.
            desk.log.logger.warning("a secret could not be hashed anew", error: error)
        }
    }

    /// - Returns: nil when the second factor is missing or wrong, the account is shut, or the secret was changed meanwhile.
    private func begin(
        _ account: Account, _ attempt: Attempt, in transaction: borrowing Transaction
    ) async throws -> Session? {
        // Whoever shuts the account, or gives it another secret, then finds this session, or comes before it.
        try await desk.accounts.hold(account.id, in: transaction)
        let known = try await desk.accounts.account(account.id, in: transaction)
        guard !known.isDisabled, let credential = known.credential,
            credential.secret.hash == account.credential?.secret.hash
        else { return nil }
        let now = try await desk.now(in: transaction)
        let hasSecondFactor: Bool
        if let code = attempt.code, attempt.givesCode {
            guard try await desk.takes(code, of: known, at: now, in: transaction) else { return nil }
            hasSecondFactor = true
        } else {
            guard !known.isStaff else { return nil }
            hasSecondFactor = false
        }
        let owners = try await desk.accounts.owners(of: account.id, in: transaction)
        var homes: Set<CommunityID> = []
        if let community = attempt.community {
            homes = try await desk.communities.areas(of: community, in: transaction)
        }
        let owner = owners.first { homes.contains($0.community) } ?? owners.first
        let life = hasSecondFactor ? desk.settings.staffSessionLife : desk.settings.sessionLife
        let session = Session(
            id: SessionID(UUID()), account: account.id, owner: owner?.owner, hasSecondFactor: hasSecondFactor,
            signedInAt: now, expiresAt: now.advanced(by: life))
        try await desk.sessions.begin(session, in: transaction)
        return session
    }
}
