import EventLog
import Model
import Postgres
import ServiceRuntime

/// What can be asked about people.
struct PeopleQueries: Sendable {
    let desk: PeopleDesk

    struct Page<Item: Sendable>: Sendable {
        let items: [Item]
        /// Where the next page begins; nil after the last.
        let next: String?

        /// Takes one more than the page holds, if there are more.
        init(_ found: [Item], limit: Int, cursor: (Item) -> String) {
            items = Array(found.prefix(limit))
            next = found.count > limit ? items.last.map(cursor) : nil
        }
    }

    /// A person as they see themselves, or as an operator sees them.
    struct Person: Sendable {
        let account: Account
        let details: AccountDetails
        let homes: [Home]
        let grants: [(grant: RoleGrant, state: RoleGrant.State)]
        /// What the communities of the homes and grants are called.
        let places: [CommunityID: String]

        struct Home: Sendable {
            let owner: OwnerID
            let community: CommunityID
            let units: [UnitCode]
        }
    }

    func people(after cursor: AccountID?, limit: Int) async throws -> Page<Account> {
        let found = try await desk.pool.withTransaction(readOnly: true) { transaction in
            try await desk.accounts.page(after: cursor, limit: limit + 1, in: transaction)
        }
        return Page(found, limit: limit) { $0.id.description }
    }

    /// A person with name and telephone number, which is noted.
    ///
    /// - Throws: `PeopleError.accountUnknown`
    func person(_ id: AccountID, for subject: String) async throws -> Person {
        try await desk.pool.withTransaction(isolation: .repeatableRead) { transaction in
            let person = try await person(id, in: transaction)
            try await desk.log.noteLook(
                by: desk.accounts.signatory(subject, in: transaction), at: [OwnerID(id.uuid)], of: nil,
                what: "name, phone", in: transaction)
            return person
        }
    }

    /// The person behind a token; nil for a token without an account, such as the development issuer's.
    func me(_ subject: String) async throws -> Person? {
        try await desk.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            guard let id = try await desk.accounts.account(ofSubject: subject, in: transaction) else { return nil }
            return try await person(id, in: transaction)
        }
    }

    /// The person of a session that goes on; nil when it does not.
    func person(ofSession text: String) async throws -> Person? {
        guard let token = RefreshToken(text) else { return nil }
        return try await desk.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            guard let session = try await desk.sessions.session(of: token, in: transaction) else { return nil }
            return try await person(session.account, in: transaction)
        }
    }

    /// A session that goes on and began in the last minutes; nil for any other.
    func freshSession(_ text: String) async throws -> Session? {
        guard let token = RefreshToken(text) else { return nil }
        return try await desk.pool.withTransaction(readOnly: true) { transaction in
            guard let session = try await desk.sessions.session(of: token, in: transaction),
                session.signedInAt.advanced(by: Route.freshSignIn) >= (try await desk.now(in: transaction))
            else { return nil }
            return session
        }
    }

    private func person(_ id: AccountID, in transaction: borrowing Transaction) async throws -> Person {
        let account = try await desk.accounts.account(id, in: transaction)
        let today = try await desk.today(in: transaction)
        var homes: [Person.Home] = []
        for (owner, community) in try await desk.accounts.owners(of: id, in: transaction) {
            let units = try await desk.accounts.units(of: owner, in: transaction)
            homes.append(Person.Home(owner: owner, community: community, units: units))
        }
        let grants = try await desk.grants.grants(of: id, in: transaction)
        let communities = Set(homes.map(\.community)).union(grants.compactMap(\.community))
        let places = try await desk.communities.names(of: communities, in: transaction)
        return Person(
            account: account, details: try await desk.details.details(of: id, in: transaction), homes: homes,
            grants: grants.map { (grant: $0, state: $0.state(on: today)) }, places: places)
    }

    /// - Throws: `RegistryError.communityUnknown`
    func grants(
        of community: CommunityID?, after cursor: GrantID?, limit: Int
    ) async throws -> Page<(grant: RoleGrant, state: RoleGrant.State)> {
        let found = try await desk.pool.withTransaction(readOnly: true) { transaction in
            if let community { _ = try await desk.communities.community(community, in: transaction) }
            let today = try await desk.today(in: transaction)
            return try await desk.grants.page(of: community, after: cursor, limit: limit + 1, in: transaction)
                .map { (grant: $0, state: $0.state(on: today)) }
        }
        return Page(found, limit: limit) { $0.grant.id.description }
    }

    /// - Throws: `RegistryError.communityUnknown`
    func looks(
        of community: CommunityID?, after cursor: Int64, limit: Int
    ) async throws -> Page<PeopleLog.Look> {
        let found = try await desk.pool.withTransaction(readOnly: true) { transaction in
            if let community { _ = try await desk.communities.community(community, in: transaction) }
            return try await desk.log.looks(of: community, after: cursor, limit: limit + 1, in: transaction)
        }
        return Page(found, limit: limit) { String($0.id) }
    }
}
