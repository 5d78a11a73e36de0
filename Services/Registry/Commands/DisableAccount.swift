import Postgres

/// Shuts somebody out, at once and by one person; and opens their account again.
///
/// All roles are taken back with it, so that opening gives back what an owner is, and two people grant the rest anew.
struct DisableAccount: Sendable {
    let desk: PeopleDesk

    /// - Throws: `PeopleError.accountUnknown`, `.ownAccount`
    func disable(_ id: AccountID, by subject: String) async throws -> Account {
        let account = try await desk.pool.withTransaction { transaction in
            let signatory = try await desk.accounts.signatory(subject, in: transaction)
            guard signatory != Signatory(id) else { throw PeopleError.ownAccount }
            try await desk.accounts.holdAlone(id, in: transaction)
            guard try await !desk.accounts.account(id, in: transaction).isDisabled else {
                return try await desk.accounts.account(id, in: transaction)
            }
            try await desk.accounts.disable(id, by: signatory, in: transaction)
            try await desk.sessions.endAll(of: id, in: transaction)
            try await desk.codes.cancelAll(of: id, in: transaction)
            try await desk.grants.revokeAll(of: id, by: signatory, in: transaction)
            try await desk.log.note(.disabled, of: id, in: transaction)
            return try await desk.accounts.account(id, in: transaction)
        }
        await desk.refuseEndedSessions()
        return account
    }

    /// - Throws: `PeopleError.accountUnknown`
    func enable(_ id: AccountID) async throws -> Account {
        try await desk.pool.withTransaction { transaction in
            try await desk.accounts.holdAlone(id, in: transaction)
            let isNews = try await desk.accounts.account(id, in: transaction).isDisabled
            if isNews {
                try await desk.accounts.enable(id, in: transaction)
                try await desk.log.note(.enabled, of: id, in: transaction)
            }
            return try await desk.accounts.account(id, in: transaction)
        }
    }
}
