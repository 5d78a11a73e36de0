import EventLog
import Model
import Postgres
import ServiceRuntime

/// Makes an account for somebody who works in the district, with a one-time code that they activate it with.
struct EnrolPerson: Sendable {
    let desk: PeopleDesk

    /// Who is enrolled.
    struct Wish: Sendable {
        let login: LoginName
        let details: AccountDetails
        let roles: [Place]
    }

    /// A role that is to be proposed; the days are checked once the present day is known.
    struct Place: Decodable, Sendable {
        let community: CommunityID?
        let role: Role
        let from: Day?
        let until: Day?
    }

    struct Answer: Encodable, Sendable {
        let person: AccountID
        let login: LoginName
        let code: String
        let codeExpiresAt: Timestamp
        /// Proposed, and to be confirmed by somebody else.
        let roles: [GrantID]
    }

    /// - Throws: `PeopleError.loginTaken`, `.badWish`, `RegistryError.communityUnknown`
    func handle(_ wish: Wish, by subject: String) async throws -> Answer {
        try await desk.pool.withTransaction { transaction in
            let signatory = try await desk.accounts.signatory(subject, in: transaction)
            let today = try await desk.today(in: transaction)
            let id = try await create(wish, by: signatory, in: transaction)
            var grants: [GrantID] = []
            for place in wish.roles {
                let role = try RoleWish(
                    community: place.community, role: place.role, from: place.from ?? today, until: place.until)
                if let community = role.community {
                    _ = try await desk.communities.community(community, in: transaction)
                }
                grants.append(try await desk.grants.propose(role, for: id, by: signatory, in: transaction).id)
                try await desk.log.note(.roleProposed, of: id, in: transaction)
            }
            return try await answer(id, wish.login, grants: grants, by: signatory, in: transaction)
        }
    }

    /// Enrols an operator for the holder of the internal key, as long as there are not two, or begins anew with one of
    /// them who has never signed in.
    ///
    /// - Throws: `PeopleError.loginTaken`, `.enoughOperators`, `.badWish`
    func firstOperator(_ wish: Wish) async throws -> Answer {
        try await desk.pool.withTransaction { transaction in
            let today = try await desk.today(in: transaction)
            if let answer = try await beginAnew(wish, on: today, in: transaction) { return answer }
            try await desk.requireFewOperators(on: today, in: transaction)
            let id = try await create(wish, by: .internalKey, in: transaction)
            let role = try RoleWish(community: nil, role: .operator, from: today, until: nil)
            let grant = try await desk.grants.propose(role, for: id, by: .internalKey, in: transaction).id
            try await desk.grants.confirm(grant, by: .internalKey, in: transaction)
            try await desk.log.note(.roleConfirmed, of: id, in: transaction)
            return try await answer(id, wish.login, grants: [grant], by: .internalKey, in: transaction)
        }
    }

    /// A new code for a first operator who has never signed in: a code that got lost, or an app before its first use,
    /// must not shut the district.
    ///
    /// The key of the app goes, so that nobody signs in to an account that a code can still take.
    ///
    /// - Returns: nil where the login is not that of such an operator.
    private func beginAnew(
        _ wish: Wish, on today: Day, in transaction: borrowing Transaction
    ) async throws -> Answer? {
        guard let id = try await desk.accounts.find(login: wish.login, in: transaction)?.id else { return nil }
        try await desk.accounts.holdAlone(id, in: transaction)
        let account = try await desk.accounts.account(id, in: transaction)
        let granted = try await desk.grants.grants(of: id, in: transaction).filter {
            $0.role == .operator && $0.confirmedBy == Signatory.internalKey.name && $0.isOpen(on: today)
        }
        guard !granted.isEmpty, !account.hasSecondFactor,
            try await !desk.codes.isUsed(of: id, madeByOthersThan: .internalKey, in: transaction)
        else { return nil }
        try await desk.details.save(wish.details, of: id, in: transaction)
        return try await answer(id, account.login, grants: granted.map(\.id), by: .internalKey, in: transaction)
    }

    /// A new code for somebody who lost their secret or their second factor; the one before no longer works.
    ///
    /// - Throws: `PeopleError.accountUnknown`, `.accountDisabled`
    func newCode(for id: AccountID, by subject: String) async throws -> Answer {
        try await desk.pool.withTransaction { transaction in
            // Whoever shuts the account then finds this code, or comes before it.
            try await desk.accounts.hold(id, in: transaction)
            let account = try await desk.accounts.account(id, in: transaction)
            guard !account.isDisabled else { throw PeopleError.accountDisabled }
            let signatory = try await desk.accounts.signatory(subject, in: transaction)
            return try await answer(id, account.login, grants: [], by: signatory, in: transaction)
        }
    }

    private func create(
        _ wish: Wish, by signatory: Signatory, in transaction: borrowing Transaction
    ) async throws -> AccountID {
        let id = try await desk.accounts.create(login: wish.login, isStaff: true, by: signatory, in: transaction)
        guard let id else { throw PeopleError.loginTaken }
        try await desk.details.save(wish.details, of: id, in: transaction)
        try await desk.log.note(.enrolled, of: id, in: transaction)
        return id
    }

    private func answer(
        _ id: AccountID, _ login: LoginName, grants: [GrantID], by signatory: Signatory,
        in transaction: borrowing Transaction
    ) async throws -> Answer {
        try await desk.codes.hold(in: transaction)
        let codes = try await desk.codes.newCodes(1, in: transaction)
        guard let code = codes.first,
            let expiry = try await desk.codes.issue(
                code, to: id, days: desk.settings.codeDays, by: signatory, in: transaction)
        else { throw PeopleError.accountUnknown }
        try await desk.log.note(.codeIssued, of: id, in: transaction)
        return Answer(person: id, login: login, code: code.text, codeExpiresAt: expiry, roles: grants)
    }
}
