import EventLog
import Model
import Postgres

/// Roles in two steps: one person proposes, another confirms, and anyone entitled takes back.
struct GrantRole: Sendable {
    let desk: PeopleDesk

    struct Outcome: Sendable {
        let grant: RoleGrant
        let state: RoleGrant.State
        /// Whether something was changed.
        let isNews: Bool
    }

    /// What somebody is to be; the days are checked once the present day is known.
    struct Proposal: Sendable {
        let login: LoginName
        let community: CommunityID?
        let role: Role
        let from: Day?
        let until: Day?
    }

    /// Proposes a role; the same proposal again changes nothing.
    ///
    /// - Throws: `PeopleError.accountUnknown`, `.accountDisabled`, `.badWish`, `RegistryError.communityUnknown`
    func propose(_ proposal: Proposal, by subject: String) async throws -> Outcome {
        try await desk.pool.withTransaction { transaction in
            let today = try await desk.today(in: transaction)
            let wish = try RoleWish(
                community: proposal.community, role: proposal.role, from: proposal.from ?? today,
                until: proposal.until)
            if let community = wish.community { _ = try await desk.communities.community(community, in: transaction) }
            guard let found = try await desk.accounts.find(login: proposal.login, in: transaction) else {
                throw PeopleError.accountUnknown
            }
            // Whoever shuts the account then finds this proposal, or comes before it.
            try await desk.accounts.hold(found.id, in: transaction)
            let account = try await desk.accounts.account(found.id, in: transaction)
            guard !account.isDisabled else { throw PeopleError.accountDisabled }
            let known = try await desk.grants.grants(of: account.id, in: transaction)
            if let same = known.first(where: { $0.matches(wish) && $0.isOpen(on: today) }) {
                return Outcome(grant: same, state: same.state(on: today), isNews: false)
            }
            let signatory = try await desk.accounts.signatory(subject, in: transaction)
            let grant = try await desk.grants.propose(wish, for: account.id, by: signatory, in: transaction)
            try await desk.log.note(.roleProposed, of: account.id, in: transaction)
            return Outcome(grant: grant, state: grant.state(on: today), isNews: true)
        }
    }

    /// Confirms what somebody else proposed.
    ///
    /// - Throws: `PeopleError.grantUnknown`, `.grantClosed`, `.samePerson`, `.secondFactorMissing`
    func confirm(_ id: GrantID, of community: CommunityID?, by subject: String) async throws -> Outcome {
        try await desk.pool.withTransaction { transaction in
            let today = try await desk.today(in: transaction)
            let signer = try await desk.accounts.account(ofSubject: subject, in: transaction)
            let signatory = signer.map(Signatory.init) ?? Signatory(subject: subject)
            var alike: Set<Signatory> = []
            if let signer { alike = try await desk.accounts.signatories(alike: signer, in: transaction) }
            let grant = try await desk.grants.grant(id, of: community, in: transaction)
            return try await confirm(grant, by: signatory, alike: alike, on: today, in: transaction)
        }
    }

    /// Confirms an operator for the holder of the internal key, as long as there are not two: when one of two has lost
    /// the second factor, nobody else is left who could.
    ///
    /// - Throws: `PeopleError.grantUnknown`, `.grantClosed`, `.samePerson`, `.secondFactorMissing`, `.enoughOperators`
    func confirmOperator(_ id: GrantID) async throws -> Outcome {
        try await desk.pool.withTransaction { transaction in
            let today = try await desk.today(in: transaction)
            let grant = try await desk.grants.grant(id, of: nil, in: transaction)
            // Said twice, it is enough.
            if grant.confirmedBy != Signatory.internalKey.name {
                try await desk.requireFewOperators(on: today, in: transaction)
            }
            return try await confirm(grant, by: .internalKey, alike: [], on: today, in: transaction)
        }
    }

    private func confirm(
        _ grant: RoleGrant, by signatory: Signatory, alike: Set<Signatory>, on today: Day,
        in transaction: borrowing Transaction
    ) async throws -> Outcome {
        let account = try await desk.accounts.account(grant.account, in: transaction)
        guard !account.isDisabled else { throw PeopleError.accountDisabled }
        let isNews = try grant.mayBeConfirmed(
            by: signatory, alike: alike,
            codeIssuers: try await desk.codes.issuers(of: account.id, in: transaction), on: today,
            hasSecondFactor: account.hasSecondFactor)
        if isNews {
            try await desk.grants.confirm(grant.id, by: signatory, in: transaction)
            try await desk.log.note(.roleConfirmed, of: grant.account, in: transaction)
        }
        let now = try await desk.grants.grant(grant.id, of: grant.community, in: transaction)
        return Outcome(grant: now, state: now.state(on: today), isNews: isNews)
    }

    /// Takes a role or a proposal back; whoever holds a token loses it within its life.
    ///
    /// - Throws: `PeopleError.grantUnknown`
    func revoke(_ id: GrantID, of community: CommunityID?, by subject: String) async throws -> Outcome {
        try await desk.pool.withTransaction { transaction in
            let today = try await desk.today(in: transaction)
            let grant = try await desk.grants.grant(id, of: community, in: transaction)
            let isNews = grant.revokedAt == nil
            if isNews {
                let signatory = try await desk.accounts.signatory(subject, in: transaction)
                try await desk.grants.revoke(id, by: signatory, in: transaction)
                try await desk.log.note(.roleRevoked, of: grant.account, in: transaction)
            }
            let now = try await desk.grants.grant(id, of: community, in: transaction)
            return Outcome(grant: now, state: now.state(on: today), isNews: isNews)
        }
    }
}
