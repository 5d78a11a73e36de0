import EventLog
import Model
import Postgres
import ServiceRuntime

/// Turns a one-time code into an account that its bearer can sign in to; a later code replaces a forgotten secret.
///
/// A letter may be in wrong hands: what only a code handed over in person replaces is a second factor, and anything of staff.
struct Activate: Sendable {
    let desk: PeopleDesk

    struct Wish: Sendable {
        let code: String
        /// Owners choose one; that of staff is given.
        let login: LoginName?
        let secret: String
        /// Of the second factor, for whoever has an account with one already.
        let factor: String?
        let address: String
        /// Of the call: whoever lost the answer makes it again.
        let key: String?
    }

    struct Answer: Codable, Sendable {
        let person: AccountID
        let login: LoginName
        let secondFactor: SecondFactorAnswer?
    }

    private enum Finding: Sendable {
        case refused, over
        case open(OneTimeCode, CodeStore.Bearer)
        /// The code was used by the same call.
        case again(Answer)
    }

    /// What the bearer of a code has already.
    private enum Standing: Sendable {
        case nobody
        /// An account that the code gives another secret.
        case open(Account)
        /// One that is shut, or that a letter does not open.
        case shut(AccountID)
    }

    /// What the account is going to be.
    private enum Plan: Sendable {
        /// An account that is there gets a secret.
        case renew(Account, SecretHasher.Stored)
        /// Somebody who has an account already is one more owner, if they have given its secret.
        case join(Account, isRight: Bool)
        case create(LoginName, SecretHasher.Stored)
        /// The account is shut, or a letter does not open it.
        case nothing(AccountID)

        /// Whether whoever has the code chooses a secret of the account.
        var givesSecret: Bool {
            switch self {
            case .renew, .create: true
            case .join, .nothing: false
            }
        }
    }

    private enum Outcome: Sendable {
        case done(Answer)
        case refused(PeopleError)
    }

    /// Whoever lost the answer gets it again by the same key.
    ///
    /// - Throws: `PeopleError.codeRefused`, `.codeOver`, `.loginTaken`, `.secretRefused`, `.badWish`,
    ///   `.tooManyAttempts`, `.answerGone`; `Problem.idempotencyKeyReuse`
    func handle(_ wish: Wish) async throws -> Answer {
        let address = AttemptLimit.address.key(ClientNetwork.name(of: wish.address))
        let place = try await desk.countAttempt(from: address, at: [])
        switch try await look(at: OneTimeCode(typed: wish.code), wish, from: address) {
        case .refused: throw PeopleError.codeRefused
        case .over: throw PeopleError.codeOver
        case .again(let answer): return answer
        case .open(let code, let bearer):
            return try await use(code, for: plan(bearer, wish, at: place), wish, from: address)
        }
    }

    private func use(
        _ code: OneTimeCode, for plan: Plan, _ wish: Wish, from address: Digest256
    ) async throws -> Answer {
        let outcome = try await desk.pool.withTransaction { transaction -> Outcome in
            // Whoever came first has used it.
            guard let stored = try await desk.codes.find(code, in: transaction), stored.isOpen else {
                guard let former = try await formerAnswer(to: wish, by: code, in: transaction) else {
                    throw PeopleError.codeOver
                }
                return .done(former)
            }
            let outcome = try await carryOut(plan, wish, for: stored, in: transaction)
            guard case .done(let answer) = outcome else { return outcome }
            if case .account(let id) = stored.bearer {
                try await proposeAnew(rolesOf: id, by: stored.issuer, in: transaction)
            }
            try await desk.codes.noteUsed(
                code, opening: plan.givesSecret ? answer.person : nil, in: transaction)
            if let call = claim(of: wish, by: code) { try await desk.answers.keep(answer, of: call, in: transaction) }
            try await desk.attempts.succeeded(at: [], from: address, in: transaction)
            try await desk.log.note(.activated, of: answer.person, in: transaction)
            return outcome
        }
        switch outcome {
        case .refused(let refusal): throw refusal
        case .done(let answer):
            if case .renew = plan { await desk.refuseEndedSessions() }
            return answer
        }
    }

    private func look(at code: OneTimeCode?, _ wish: Wish, from address: Digest256) async throws -> Finding {
        try await desk.pool.withTransaction { transaction -> Finding in
            guard let code, let stored = try await desk.codes.find(code, in: transaction) else {
                try await desk.log.note(.codeRefused, in: transaction)
                return .refused
            }
            guard code.matches(stored.hash) else {
                try await desk.codes.noteWrong(code, in: transaction)
                try await desk.log.note(.codeRefused, in: transaction)
                return .refused
            }
            guard stored.isOpen else {
                if let former = try await formerAnswer(to: wish, by: code, in: transaction) {
                    try await desk.attempts.succeeded(at: [], from: address, in: transaction)
                    return .again(former)
                }
                try await desk.log.note(.codeRefused, in: transaction)
                return .over
            }
            return .open(code, stored.bearer)
        }
    }

    /// What the same call was answered that has used the code.
    private func formerAnswer(
        to wish: Wish, by code: OneTimeCode, in transaction: borrowing Transaction
    ) async throws -> Answer? {
        guard let call = claim(of: wish, by: code) else { return nil }
        switch try await desk.answers.find(call, as: Answer.self, in: transaction) {
        case nil: return nil
        case .answer(let answer): return answer
        case .gone:
            throw PeopleError.answerGone(
                Phrase(
                    zh: "账号已开通，请登录；没有收到动态码密钥的，请向运营人员申请新的激活码",
                    en:
                        "The account is open: sign in. Who lacks the key of a second factor asks an operator for a code"
                ))
        }
    }

    /// The call is that of whoever has the code: nobody is in the way of another who has the same key.
    private func claim(of wish: Wish, by code: OneTimeCode) -> IdempotencyClaim? {
        wish.key.map { key in
            // The letter's code may be typed in another way the second time, and that of a factor is used up.
            let content = "\(wish.login?.description ?? "") \(wish.secret)"
            return IdempotencyClaim(
                principal: Digest256(of: code.hash).description, route: "activation", key: key,
                requestHash: Digest256(of: Array(content.utf8)))
        }
    }

    private func plan(
        _ bearer: CodeStore.Bearer, _ wish: Wish, at place: SecretHasher.Place
    ) async throws -> Plan {
        let standing = try await desk.pool.withTransaction { try await find(bearer, in: $0) }
        switch standing {
        // Refused below, unless the same call was first.
        case .shut(let account): return .nothing(account)
        case .open(let account):
            return .renew(
                account, try await place.hash(try chosen(wish, login: account.login, isStaff: account.isStaff)))
        case .nobody: return try await plan(wish, at: place)
        }
    }

    private func find(_ bearer: CodeStore.Bearer, in transaction: borrowing Transaction) async throws -> Standing {
        let account: Account
        let isOpened: Bool
        switch bearer {
        case .account(let id):
            account = try await desk.accounts.account(id, in: transaction)
            isOpened = true
        case .owner(let owner):
            guard let id = try await desk.accounts.account(ofOwner: owner, in: transaction) else { return .nobody }
            account = try await desk.accounts.account(id, in: transaction)
            isOpened = try await desk.mayRenewByLetter(account, in: transaction)
        }
        return isOpened && !account.isDisabled ? .open(account) : .shut(account.id)
    }

    /// What becomes of an owner who has no account yet.
    private func plan(_ wish: Wish, at place: SecretHasher.Place) async throws -> Plan {
        guard let login = wish.login else {
            throw PeopleError.badWish("login", Phrase(zh: "请取一个登录名", en: "Please choose a user name"))
        }
        let named = try await desk.pool.withTransaction(readOnly: true) { transaction in
            try await desk.accounts.find(login: login, in: transaction)
        }
        guard let named else {
            return .create(login, try await place.hash(try chosen(wish, login: login, isStaff: false)))
        }
        // What proves that the account is theirs is guarded as in signing in.
        let limits = [AttemptLimit.account] + (wish.factor == nil ? [] : [AttemptLimit.code])
        try await desk.pool.withTransaction { transaction in
            for limit in limits {
                try await desk.attempts.count(limit.key(login.description), limit, in: transaction)
            }
        }
        let isRight = try await place.matches(Passphrase(given: wish.secret), named.credential?.secret)
        return .join(named, isRight: isRight)
    }

    private func chosen(_ wish: Wish, login: LoginName, isStaff: Bool) throws -> Passphrase {
        do {
            return try Passphrase(chosen: wish.secret, login: login, isStaff: isStaff)
        } catch {
            throw PeopleError.secretRefused(error)
        }
    }

    private func carryOut(
        _ plan: Plan, _ wish: Wish, for code: CodeStore.Stored, in transaction: borrowing Transaction
    ) async throws -> Outcome {
        switch plan {
        case .nothing(let account):
            try await desk.log.note(.codeRefused, of: account, in: transaction)
            return .refused(.codeOver)
        case .renew(let account, let secret):
            try await desk.accounts.holdAlone(account.id, in: transaction)
            let known = try await desk.accounts.account(account.id, in: transaction)
            guard !known.isDisabled else { throw PeopleError.codeOver }
            let isHandedOver = code.bearer == .account(account.id)
            if !isHandedOver {
                // A role may have been proposed while the secret was hashed.
                guard try await desk.mayRenewByLetter(known, in: transaction) else { throw PeopleError.codeOver }
            }
            let totp = isHandedOver && account.isStaff ? Totp() : nil
            try await desk.accounts.set(secret, forgetsFactor: isHandedOver, of: account.id, in: transaction)
            if isHandedOver { try await desk.save(totp, of: account.id, in: transaction) }
            try await desk.sessions.endAll(of: account.id, in: transaction)
            return .done(
                Answer(
                    person: account.id, login: account.login,
                    secondFactor: totp.map { SecondFactorAnswer($0, login: account.login) }))
        case .join(let account, let isRight):
            try await desk.accounts.hold(account.id, in: transaction)
            let known = try await desk.accounts.account(account.id, in: transaction)
            // It may have been shut, or given another secret, while the one that was typed was hashed.
            guard isRight, !known.isDisabled, known.credential?.secret.hash == account.credential?.secret.hash,
                try await provesFactor(of: known, wish, in: transaction)
            else {
                try await desk.log.note(.signInRefused, of: account.id, in: transaction)
                return .refused(.loginTaken)
            }
            try await bind(code, to: account.id, in: transaction)
            return .done(Answer(person: account.id, login: account.login, secondFactor: nil))
        case .create(let login, let secret):
            let id = try await desk.accounts.create(
                login: login, isStaff: false, by: Signatory(subject: "letter"), in: transaction)
            guard let id else { throw PeopleError.loginTaken }
            try await desk.accounts.set(secret, forgetsFactor: false, of: id, in: transaction)
            try await bind(code, to: id, in: transaction)
            return .done(Answer(person: id, login: login, secondFactor: nil))
        }
    }

    /// Whether a second factor was proved, where there is one: a letter is no way to try the secrets of staff without
    /// theirs, nor to bind a unit to their account.
    private func provesFactor(
        of account: Account, _ wish: Wish, in transaction: borrowing Transaction
    ) async throws -> Bool {
        guard account.isStaff || account.hasSecondFactor else { return true }
        guard let code = wish.factor else { return false }
        return try await desk.takes(code, of: account, at: desk.now(in: transaction), in: transaction)
    }

    /// Makes proposals of all roles, in the name of whoever made the code: they could have used it themselves, and so
    /// each role needs the word of somebody else who has seen since who it was (decision 24).
    private func proposeAnew(
        rolesOf account: AccountID, by issuer: Signatory, in transaction: borrowing Transaction
    ) async throws {
        guard issuer != .internalKey, issuer != Signatory(account) else { return }
        try await desk.grants.hold(of: account, in: transaction)
        let today = try await desk.today(in: transaction)
        for grant in try await desk.grants.grants(of: account, in: transaction)
        where grant.isOpen(on: today) && !grant.isOnlyProposed(by: issuer) {
            let wish = try RoleWish(
                community: grant.community, role: grant.role, from: grant.from, until: grant.until)
            try await desk.grants.revoke(grant.id, by: issuer, in: transaction)
            try await desk.log.note(.roleRevoked, of: account, in: transaction)
            _ = try await desk.grants.propose(
                wish, for: account, by: issuer, with: grant.seat?.place, in: transaction)
            try await desk.log.note(.roleProposed, of: account, in: transaction)
        }
    }

    private func bind(
        _ code: CodeStore.Stored, to account: AccountID, in transaction: borrowing Transaction
    ) async throws {
        guard case .owner(let owner) = code.bearer else { return }
        try await desk.accounts.bind(owner, mark: code.mark, to: account, in: transaction)
    }
}

/// The key of a second factor, shown once.
struct SecondFactorAnswer: Codable, Sendable {
    let key: String
    /// For an authenticator app, usually as a QR code.
    let address: String

    init(_ totp: Totp, login: LoginName) {
        key = totp.text
        address = totp.address(login: login)
    }
}

/// Gives a signed-in person a second factor.
struct AddSecondFactor: Sendable {
    let desk: PeopleDesk

    /// - Throws: `PeopleError.noAccount`, `.secondFactorExists`
    func handle(subject: String) async throws -> SecondFactorAnswer {
        let account = try await desk.pool.withTransaction(readOnly: true) { transaction in
            try await desk.accounts.account(ofSubject: subject, in: transaction)
        }
        guard let account else { throw PeopleError.noAccount }
        return try await handle(account)
    }

    /// - Throws: `PeopleError.secondFactorExists`
    func handle(_ id: AccountID) async throws -> SecondFactorAnswer {
        let totp = Totp()
        return try await desk.pool.withTransaction { transaction in
            guard try await desk.accounts.lacksFactor(id, in: transaction) else {
                throw PeopleError.secondFactorExists
            }
            try await desk.save(totp, of: id, in: transaction)
            try await desk.log.note(.secondFactorAdded, of: id, in: transaction)
            let account = try await desk.accounts.account(id, in: transaction)
            return SecondFactorAnswer(totp, login: account.login)
        }
    }
}
