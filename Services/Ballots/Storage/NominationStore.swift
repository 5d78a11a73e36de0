import EventLog
import Model
import Postgres

/// Every statement that touches nominations.
struct NominationStore: Sendable {
    /// A round with its key in this database.
    struct Stored: Sendable {
        let number: Int64
        let round: NominationRound
    }

    // MARK: - Recording

    /// - Throws: `NominationRefusal.roundExists`
    func insert(_ round: NominationRound, by account: String, in write: borrowing Write) async throws {
        let inserted = try await write.query(
            """
            INSERT INTO nomination_round (community, code, body, seats, opens_on, closes_on, recorded_by, recorded_at)
            VALUES (
                \(write.community), \(round.code), \(round.body), \(round.seats), \(round.opensOn), \(round.closesOn),
                \(account), \(write.now)
            )
            ON CONFLICT ON CONSTRAINT nomination_round_code_key DO NOTHING
            RETURNING number
            """,
            as: Int64.self)
        if inserted.isEmpty { throw NominationRefusal.roundExists }
    }

    /// Who is nominated, and how.
    struct Nominating: Sendable {
        let channel: NominationChannel
        let owner: OwnerID
        /// Of what was handed in on paper.
        var evidence: Digest256?
        var onPaper: Int64 = 0
    }

    /// Keeps a nomination under the code that the candidate has from then on.
    func insert(
        _ nominating: Nominating, as candidate: CandidateCode, _ stored: Stored, on day: Day, by account: String,
        in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO nomination (
                round, candidate, channel, owner, evidence, on_paper, nominated_on, recorded_by, recorded_at
            )
            VALUES (
                \(stored.number), \(candidate), \(nominating.channel), \(nominating.owner), \(nominating.evidence),
                \(nominating.onPaper), \(day), \(account), \(write.now)
            )
            """)
    }

    /// - Throws: `NominationRefusal.alreadySupported`
    func support(
        _ candidate: CandidateCode, _ stored: Stored, by owner: OwnerID, of head: HeadID, in write: borrowing Write
    ) async throws {
        let inserted = try await write.query(
            """
            INSERT INTO nomination_support (round, candidate, head, owner, recorded_at)
            VALUES (\(stored.number), \(candidate), \(head), \(owner), \(write.now))
            ON CONFLICT ON CONSTRAINT nomination_support_pkey DO NOTHING
            RETURNING candidate
            """,
            as: CandidateCode.self)
        if inserted.isEmpty { throw NominationRefusal.alreadySupported }
    }

    func decide(
        _ candidate: CandidateCode, _ stored: Stored, _ decision: Nomination.Decision, by account: String,
        in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO nomination_decision (
                round, candidate, is_accepted, reason, decided_on, recorded_by, recorded_at
            )
            VALUES (
                \(stored.number), \(candidate), \(decision.isAccepted), \(decision.reason), \(decision.on), \(account),
                \(write.now)
            )
            """)
    }

    func withdraw(
        _ candidate: CandidateCode, _ stored: Stored, _ declaration: Digest256?, on day: Day, by account: String,
        in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO nomination_withdrawal (round, candidate, withdrawn_on, declaration, recorded_by, recorded_at)
            VALUES (\(stored.number), \(candidate), \(day), \(declaration), \(account), \(write.now))
            """)
    }

    func post(
        _ posting: NominationPosting, _ stored: Stored, by account: String, in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO nomination_posting (round, posted_on, candidates, recorded_by, recorded_at)
            VALUES (
                \(stored.number), \(posting.postedOn), \(posting.candidates), \(account), \(write.now)
            )
            """)
    }

    /// Keeps by which posted list each election was convened.
    func use(_ postings: [ItemID: Int64], of assembly: AssemblyID, in write: borrowing Write) async throws {
        guard !postings.isEmpty else { return }
        let rows = postings.map { ($0.key, $0.value) }
        try await write.execute(
            """
            INSERT INTO election_posting (assembly, item, posting)
            SELECT item.assembly, item.item, row.posting
            FROM unnest(\(rows.map(\.0)), \(rows.map(\.1))) AS row (item, posting)
            JOIN assembly
                ON assembly.community = \(write.community) AND assembly.code = \(assembly)
            JOIN agenda_item AS item
                ON item.assembly = assembly.number AND item.code = row.item
            """)
    }

    // MARK: - Reading

    /// The heads for which somebody of these ids counts, in the order of their units; none for whoever owns nothing that
    /// counts (R-C-09).
    func heads(of ids: [OwnerID], in write: borrowing Write) async throws -> [HeadID] {
        try await write.query(
            """
            SELECT head
            FROM roll_unit
            JOIN community ON community.code = roll_unit.community
            WHERE roll_unit.community = \(write.community)
                AND record_owners(record) && \(ids)
                AND (parking_counts OR NOT is_parking)
            ORDER BY unit COLLATE "C"
            """,
            as: HeadID.self)
    }

    /// How many were nominated, whatever became of it: all of them, and those for whom it was done the same way, by
    /// themselves or on paper.
    func count(
        of stored: Stored, isOwn: Bool, in write: borrowing Write
    ) async throws -> (all: Int, alike: Int) {
        let rows = try await write.query(
            """
            SELECT count(*), count(*) FILTER (WHERE (evidence IS NULL) = \(isOwn))
            FROM nomination
            WHERE round = \(stored.number)
            """,
            as: (Int, Int).self)
        return rows.first.map { (all: $0.0, alike: $0.1) } ?? (all: 0, alike: 0)
    }

    /// - Throws: `NominationRefusal.unknownNomination`
    func nominee(_ candidate: CandidateCode, of stored: Stored, in write: borrowing Write) async throws -> Nominee {
        let rows = try await write.query(
            """
            SELECT channel, owner, evidence, withdrawn_on
            FROM standing_nomination
            WHERE round = \(stored.number)
                AND candidate = \(candidate)
            """,
            as: (NominationChannel, OwnerID, Digest256?, Day?).self)
        guard let row = rows.first else { throw NominationRefusal.unknownNomination }
        return Nominee(channel: row.0, owner: row.1, evidence: row.2, withdrawnOn: row.3)
    }

    /// How many support a joint nomination.
    func supporters(of candidate: CandidateCode, _ stored: Stored, in write: borrowing Write) async throws -> Int64 {
        try await write.query(
            """
            SELECT supporters
            FROM standing_nomination
            WHERE round = \(stored.number)
                AND candidate = \(candidate)
            """,
            as: Int64.self
        ).first ?? 0
    }

    /// Takes back what came on paper for somebody of these ids who stands by themselves now.
    func supersede(_ ids: [String], _ stored: Stored, on day: Day, by account: String, in write: borrowing Write)
        async throws
    {
        try await write.execute(
            """
            INSERT INTO nomination_withdrawal (round, candidate, withdrawn_on, recorded_by, recorded_at)
            SELECT round, candidate, \(day), \(account), \(write.now)
            FROM nomination
            WHERE round = \(stored.number)
                AND owner::text = ANY(\(ids))
                AND evidence IS NOT NULL
            ON CONFLICT ON CONSTRAINT nomination_withdrawal_pkey DO NOTHING
            """)
    }

    /// Whether a nomination of somebody of these ids keeps them from another: what came on paper does not keep them from
    /// standing by themselves.
    func hinders(_ ids: [String], isOwn: Bool, _ stored: Stored, in write: borrowing Write) async throws -> Bool {
        try await write.query(
            """
            SELECT EXISTS (
                SELECT
                FROM nomination
                WHERE round = \(stored.number)
                    AND owner::text = ANY(\(ids))
                    AND (evidence IS NULL OR NOT \(isOwn))
            )
            """,
            as: Bool.self
        ).first ?? false
    }

    /// Whether the head supports a nomination already, or the person does by another.
    func isSupported(
        _ candidate: CandidateCode, _ stored: Stored, by person: Person, for head: HeadID, in write: borrowing Write
    ) async throws -> Bool {
        try await write.query(
            """
            SELECT EXISTS (
                SELECT
                FROM nomination_support
                WHERE round = \(stored.number)
                    AND candidate = \(candidate)
                    AND (head = \(head) OR owner::text = ANY(\(Array(person.ids))))
            )
            """,
            as: Bool.self
        ).first ?? false
    }

    /// - Throws: `NominationRefusal.unknownRound`
    func round(_ code: RoundCode, in write: borrowing Write) async throws -> Stored {
        try Self.round(try await write.query(Self.select(code, write.community)), code)
    }

    /// - Throws: `NominationRefusal.unknownRound`
    func round(
        _ code: RoundCode, of community: CommunityID, in transaction: borrowing Transaction
    ) async throws -> Stored {
        try Self.round(try await transaction.query(Self.select(code, community)), code)
    }

    private static func select(_ code: RoundCode, _ community: CommunityID) -> SQL {
        """
        SELECT number, body, seats, opens_on, closes_on
        FROM nomination_round
        WHERE community = \(community)
            AND code = \(code)
        """
    }

    private static func round(_ rows: PostgresResult, _ code: RoundCode) throws -> Stored {
        guard let row = try rows.decode((Int64, BodyID, Int64, Day, Day).self).first else {
            throw NominationRefusal.unknownRound
        }
        return Stored(
            number: row.0,
            round: NominationRound(code: code, body: row.1, seats: row.2, opensOn: row.3, closesOn: row.4))
    }

    func nominations(of stored: Stored, in write: borrowing Write) async throws -> [Nomination] {
        try Self.nominations(try await write.query(Self.nominations(of: stored)))
    }

    func nominations(of stored: Stored, in transaction: borrowing Transaction) async throws -> [Nomination] {
        try Self.nominations(try await transaction.query(Self.nominations(of: stored)))
    }

    private static func nominations(of stored: Stored) -> SQL {
        """
        SELECT candidate, channel, owner, evidence, nominated_on, supporters, is_accepted, reason, decided_on,
            withdrawn_on
        FROM standing_nomination
        WHERE round = \(stored.number)
        ORDER BY length(candidate), candidate COLLATE "C"
        """
    }

    private static func nominations(_ rows: PostgresResult) throws -> [Nomination] {
        try rows.decode(
            (
                CandidateCode, NominationChannel, OwnerID, Digest256?, Day, Int64, Bool?, String?, Day?, Day?
            ).self
        ).map { row in
            var decision: Nomination.Decision?
            if let isAccepted = row.6, let reason = row.7, let day = row.8 {
                decision = Nomination.Decision(isAccepted: isAccepted, reason: reason, on: day)
            }
            return Nomination(
                candidate: row.0, channel: row.1, owner: row.2, evidence: row.3, nominatedOn: row.4, supporters: row.5,
                decision: decision, withdrawnOn: row.9)
        }
    }

    /// The lists as they were posted, the last one first, with their keys.
    func postings(
        of stored: Stored, in write: borrowing Write
    ) async throws -> [(number: Int64, list: NominationPosting)] {
        try await write.query(Self.postings(of: stored), as: (Int64, Day, [CandidateCode]).self)
            .map { (number: $0.0, list: NominationPosting(postedOn: $0.1, candidates: $0.2)) }
    }

    func postings(of stored: Stored, in transaction: borrowing Transaction) async throws -> [NominationPosting] {
        try await transaction.query(Self.postings(of: stored), as: (Int64, Day, [CandidateCode]).self)
            .map { NominationPosting(postedOn: $0.1, candidates: $0.2) }
    }

    private static func postings(of stored: Stored) -> SQL {
        """
        SELECT number, posted_on, candidates
        FROM nomination_posting
        WHERE round = \(stored.number)
        ORDER BY number DESC
        """
    }

    /// How elections hold a round's list.
    enum Hold: Sendable {
        /// None was convened by the list that stands, and none was opened.
        case free
        case convened
        case opened
    }

    func hold(on stored: Stored, in write: borrowing Write) async throws -> Hold {
        let rows = try await write.query(
            """
            SELECT bool_or(assembly.state <> 'convened')
            FROM election_posting
            JOIN assembly ON assembly.number = election_posting.assembly
            JOIN nomination_posting AS posting ON posting.number = election_posting.posting
            WHERE posting.round = \(stored.number)
                AND (
                    assembly.state <> 'convened'
                    OR posting.number = (SELECT max(number) FROM nomination_posting WHERE round = \(stored.number))
                )
            """,
            as: Bool?.self)
        let isOpened: Bool? = rows.first ?? nil
        return switch isOpened {
        case nil: .free
        case false?: .convened
        case true?: .opened
        }
    }

    /// By which round an election was convened, and since when its list is posted.
    struct Use: Sendable, Equatable {
        let round: RoundCode
        let postedOn: Day
        /// When the round's list was posted anew; nil where the election's is the one that stands.
        let replacedOn: Day?
    }

    func uses(of assembly: StoredAssembly, in write: borrowing Write) async throws -> [ItemID: Use] {
        Self.uses(try await write.query(Self.uses(of: assembly), as: (ItemID, RoundCode, Day, Day?).self))
    }

    func uses(of assembly: StoredAssembly, in transaction: borrowing Transaction) async throws -> [ItemID: Use] {
        guard assembly.assembly.items.contains(where: { $0.election != nil }) else { return [:] }
        return Self.uses(try await transaction.query(Self.uses(of: assembly), as: (ItemID, RoundCode, Day, Day?).self))
    }

    private static func uses(of assembly: StoredAssembly) -> SQL {
        """
        SELECT item.code, round.code, posting.posted_on, (
            SELECT min(later.posted_on)
            FROM nomination_posting AS later
            WHERE later.round = posting.round
                AND later.number > posting.number
        )
        FROM election_posting
        JOIN agenda_item AS item USING (assembly, item)
        JOIN nomination_posting AS posting ON posting.number = election_posting.posting
        JOIN nomination_round AS round ON round.number = posting.round
        WHERE election_posting.assembly = \(assembly.number)
        """
    }

    private static func uses(_ rows: [(ItemID, RoundCode, Day, Day?)]) -> [ItemID: Use] {
        rows.reduce(into: [:]) { $0[$1.0] = Use(round: $1.1, postedOn: $1.2, replacedOn: $1.3) }
    }
}

extension NominationChannel: EnumColumn {}
