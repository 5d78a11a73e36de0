import EventLog
import Model
import Postgres

/// What becomes of assemblies beside their votes: extensions, the posting of the result, orders that set it aside.
struct LifecycleStore: Sendable {
    // MARK: - Extensions

    /// How often the voting was extended.
    func extensions(of stored: StoredAssembly, in write: borrowing Write) async throws -> Int64 {
        try await write.query(
            "SELECT count(*) FROM assembly_extension WHERE assembly = \(stored.number)", as: Int64.self
        ).first ?? 0
    }

    func extend(
        _ extended: AssemblyExtended, _ stored: StoredAssembly, times: Int64, by account: String,
        in write: borrowing Write
    ) async throws {
        let papersUntil = extended.papersUntil ?? extended.closesAt
        try await write.pipeline([
            """
            INSERT INTO assembly_extension (
                assembly, extension, closed_before, closes_at, papers_until, reason, recorded_by, recorded_at
            )
            VALUES (
                \(stored.number), \(times + 1), \(stored.assembly.closesAt), \(extended.closesAt), \(papersUntil),
                \(extended.reason), \(account), \(stored.readAt)
            )
            """,
            """
            UPDATE assembly
            SET closes_at = \(extended.closesAt), papers_until = \(papersUntil)
            WHERE number = \(stored.number)
            """,
        ])
    }

    // MARK: - The result

    /// Says until when the result is posted, once it is known.
    func post(_ number: Int64, until day: Day, in write: borrowing Write) async throws {
        try await write.execute("UPDATE assembly SET posted_until = \(day) WHERE number = \(number)")
    }

    /// By what the certificate of the result is known again; nil before it is signed.
    func certificate(of number: Int64, in write: borrowing Write) async throws -> Certificate.Mark? {
        try await write.query(
            """
            SELECT sha256(certificate), convert_from(key, 'UTF8')::jsonb->>'x'
            FROM certificate WHERE assembly = \(number)
            """, as: (Digest256, String).self
        ).first.map(Certificate.Mark.init)
    }

    func takeEffect(_ effective: AssemblyEffective, number: Int64, in write: borrowing Write) async throws {
        try await write.execute("UPDATE assembly SET effective_on = \(effective.on) WHERE number = \(number)")
    }

    func setAside(
        _ order: Aftermath.SetAside, _ stored: StoredAssembly, by account: String, in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO set_aside (assembly, item, authority, document, set_aside_on, recorded_by, recorded_at)
            VALUES (
                \(stored.number),
                (SELECT item FROM agenda_item WHERE assembly = \(stored.number) AND code = \(order.item)),
                \(order.by), \(order.document), \(order.on), \(account), \(stored.readAt)
            )
            """)
    }

    /// Assemblies after `number` whose result was posted for long enough and that no objection and no order keeps from
    /// taking effect, or of which nobody knows yet how long it is posted; at most 100, by number.
    func ripe(
        after number: Int64, today: Day, in connection: PostgresConnection
    ) async throws -> [DueAssembly] {
        try await connection.query(
            """
            SELECT number, community, code
            FROM assembly
            WHERE state = 'closed'
                AND effective_on IS NULL
                AND number > \(number)
                AND NOT EXISTS (SELECT FROM set_aside WHERE set_aside.assembly = number AND set_aside.item IS NULL)
                AND (
                    posted_until IS NULL
                    OR posted_until < \(today) AND NOT EXISTS (
                        SELECT
                        FROM objection
                        LEFT JOIN objection_answer AS answer USING (assembly, objection)
                        WHERE objection.assembly = number
                            AND answer.verdict IS DISTINCT FROM 'dismissed'
                    )
                )
            ORDER BY number
            LIMIT 100
            """,
            as: (Int64, CommunityID, AssemblyID).self
        ).map(DueAssembly.init)
    }

    /// All assemblies of the write's community whose result may be ripe.
    func posted(in write: borrowing Write) async throws -> [AssemblyID] {
        try await write.query(
            """
            SELECT code
            FROM assembly
            WHERE community = \(write.community)
                AND state = 'closed'
                AND effective_on IS NULL
            ORDER BY number
            """,
            as: AssemblyID.self)
    }

    /// The items of a counted assembly that passed.
    func passed(_ stored: StoredAssembly, in write: borrowing Write) async throws -> Set<ItemID> {
        Set(
            try await write.query(
                """
                SELECT item.code
                FROM item_result AS result
                JOIN agenda_item AS item USING (assembly, item)
                WHERE assembly = \(stored.number)
                    AND result.outcome = 'passed'
                """,
                as: ItemID.self))
    }

    // MARK: - For those who look

    /// An extension as it was announced.
    struct Extended: Sendable {
        let closedBefore: Timestamp
        let closesAt: Timestamp
        let reason: String
        let recordedAt: Timestamp
    }

    func extensions(of number: Int64, in transaction: borrowing Transaction) async throws -> [Extended] {
        try await transaction.query(
            """
            SELECT closed_before, closes_at, reason, recorded_at
            FROM assembly_extension
            WHERE assembly = \(number)
            ORDER BY extension
            """,
            as: (Timestamp, Timestamp, String, Timestamp).self
        ).map(Extended.init)
    }

    /// The assemblies that put the question of this one again, the first hundred.
    func revotes(
        of assembly: AssemblyID, community: CommunityID, in transaction: borrowing Transaction
    ) async throws -> [AssemblyID] {
        try await transaction.query(
            """
            SELECT code
            FROM assembly
            WHERE community = \(community)
                AND revote_of = \(assembly)
            ORDER BY number
            LIMIT 100
            """,
            as: AssemblyID.self)
    }
}

extension EntranceName: TextColumn {}
extension AssemblyForm: EnumColumn {}
extension Convener: EnumColumn {}
