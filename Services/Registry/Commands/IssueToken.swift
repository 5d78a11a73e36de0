import EventLog
import Model
import Postgres
import ServiceRuntime

/// Makes access tokens for whoever asks with the district's internal key: a stand-in for signing in, off by default.
struct IssueToken: Sendable {
    let log: EventLog
    let issuer: TokenIssuer
    let isAllowed: Bool
    let communities = CommunityStore()
    let owners = OwnerStore()

    struct Wish: Sendable {
        let who: Who
        /// Roles in communities.
        let roles: [CommunityID: Set<Role>]
        let isOperator: Bool
        let life: Duration

        enum Who: Sendable {
            case subject(String)
            case owner(OwnerRef, CommunityID)
        }
    }

    struct Answer: Codable, Sendable {
        let token: String
        let subject: String
        let expiresAt: Timestamp
    }

    /// - Throws: `RegistryError.developmentTokensOff`, `.communityUnknown`, `.ownerUnknown`, and `Problem` for a life
    ///   that is too long.
    func handle(_ wish: Wish) async throws -> Answer {
        guard isAllowed else { throw RegistryError.developmentTokensOff }
        let subject = try await subject(of: wish.who)
        let now = WallClock.now()
        let token = try await issuer.token(
            for: Person(subject: subject), roles: wish.roles, isOperator: wish.isOperator, life: wish.life, now: now)
        let expiry = Timestamp(microseconds: now.microseconds + wish.life.components.seconds * 1_000_000)
        return Answer(token: token, subject: subject, expiresAt: expiry)
    }

    private func subject(of who: Wish.Who) async throws -> String {
        switch who {
        case .subject(let subject):
            return subject
        case .owner(let ref, let community):
            return try await log.pool.withTransaction(readOnly: true) { transaction in
                _ = try await communities.community(community, in: transaction)
                guard let id = try await owners.ids(of: [ref], in: community, through: transaction)[ref] else {
                    throw RegistryError.ownerUnknown(ref)
                }
                return id.description
            }
        }
    }
}
