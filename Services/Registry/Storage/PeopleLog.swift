import EventLog
import Logging
import Model
import Postgres

/// What happens at the door, and who looks at whose personal data: two tables that only grow.
struct PeopleLog: Sendable {
    let logger: Logger

    enum DoorEvent: String, Sendable {
        case signedIn, signInRefused, refreshReused, signedOut, signedOutEverywhere
        case activated, codeRefused, codeIssued, secondFactorAdded
        case disabled, enabled, secretChanged, secretRefused
        case enrolled, roleProposed, roleConfirmed, roleRevoked, keysRotated
    }

    /// Notes something, without a name, a login or an address.
    func note<Writer: Reading & ~Copyable>(
        _ event: DoorEvent, of account: AccountID? = nil, in writer: borrowing Writer
    ) async throws {
        _ = try await writer.query(
            "INSERT INTO door_event (what, account) VALUES (\(event.rawValue), \(account))")
        logger.notice("at the door", metadata: ["what": "\(event.rawValue)"])
    }

    struct Look: Sendable {
        let id: Int64
        let at: Timestamp
        let who: String
        /// An owner or an account; nil for a whole roll.
        let whose: OwnerID?
        let community: CommunityID?
        let what: String
    }

    /// Notes that somebody sees personal data of these people.
    func noteLook<Writer: Reading & ~Copyable>(
        by signatory: Signatory, at whose: [OwnerID], of community: CommunityID?, what: String,
        in writer: borrowing Writer
    ) async throws {
        _ = try await writer.query(
            """
            INSERT INTO personal_look (who, whose, community, what)
            SELECT \(signatory.name), whose, \(community), \(what)
            FROM unnest(\(whose)) AS seen (whose)
            """)
    }

    /// Looks in the order in which they were noted; those of one community, or of all.
    func looks<Reader: Reading & ~Copyable>(
        of community: CommunityID?, after cursor: Int64, limit: Int, in reader: borrowing Reader
    ) async throws -> [Look] {
        try await reader.query(
            """
            SELECT id, at, who, whose, community, what
            FROM personal_look
            WHERE id > \(cursor) AND (\(community)::text IS NULL OR community = \(community))
            ORDER BY id
            LIMIT \(limit)
            """
        ).decode((Int64, Timestamp, String, OwnerID?, CommunityID?, String).self).map {
            Look(id: $0.0, at: $0.1, who: $0.2, whose: $0.3, community: $0.4, what: $0.5)
        }
    }
}
