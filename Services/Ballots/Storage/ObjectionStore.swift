import EventLog
import Model
import Postgres

/// Objections to posted results, and their answers; rows are only ever added.
struct ObjectionStore: Sendable {
    /// Whether somebody of these ids owns the unit on the frozen roll; a unit outside of the electorate has owners, too.
    func owns(_ unit: UnitCode, _ ids: [OwnerID], _ stored: StoredAssembly, in write: borrowing Write) async throws
        -> Bool
    {
        let records = try await write.query(
            "SELECT record FROM frozen_unit WHERE assembly = \(stored.number) AND unit = \(unit)", as: [UInt8].self)
        guard let record = records.first else { return false }
        return try CanonicalJSON.decode(UnitRecord.self, from: record).owners.contains(where: ids.contains)
    }

    /// How many objections somebody of these ids has filed.
    func count(of ids: [String], _ stored: StoredAssembly, in write: borrowing Write) async throws -> Int {
        try await write.query(
            "SELECT count(*) FROM objection WHERE assembly = \(stored.number) AND owner::text = ANY(\(ids))",
            as: Int.self
        ).first ?? 0
    }

    /// - Throws: `LifecycleRefusal.objectedBefore` for the same letter.
    func insert(
        _ objection: Objection, as id: ObjectionID, _ stored: StoredAssembly, on day: Day, in write: borrowing Write
    ) async throws {
        let inserted = try await write.query(
            """
            INSERT INTO objection (assembly, objection, category, item, unit, owner, document, filed_on, filed_at)
            VALUES (
                \(stored.number), \(id), \(objection.category),
                (SELECT item FROM agenda_item WHERE assembly = \(stored.number) AND code = \(objection.item)),
                \(objection.unit), \(objection.owner), \(objection.document), \(day), \(stored.readAt)
            )
            ON CONFLICT ON CONSTRAINT objection_document_key DO NOTHING
            RETURNING objection
            """,
            as: ObjectionID.self)
        if inserted.isEmpty { throw LifecycleRefusal.objectedBefore }
    }

    /// An objection as whoever answers it finds it.
    struct Filed: Sendable {
        let owner: OwnerID
        let category: Objection.Category
        /// Nil is the whole assembly.
        let item: ItemID?
        let isAnswered: Bool
    }

    /// Nil where there is none.
    func objection(
        _ id: ObjectionID, _ stored: StoredAssembly, in write: borrowing Write
    ) async throws -> Filed? {
        try await write.query(
            """
            SELECT objection.owner, objection.category, item.code, answer.objection IS NOT NULL
            FROM objection
            LEFT JOIN objection_answer AS answer USING (assembly, objection)
            LEFT JOIN agenda_item AS item
                ON item.assembly = objection.assembly AND item.item = objection.item
            WHERE objection.assembly = \(stored.number)
                AND objection.objection = \(id)
            """,
            as: (OwnerID, Objection.Category, ItemID?, Bool).self
        ).first.map(Filed.init)
    }

    func answer(
        _ id: ObjectionID, _ stored: StoredAssembly, _ verdict: Objection.Verdict, document: Digest256, on day: Day,
        by account: String, in write: borrowing Write
    ) async throws {
        try await write.execute(
            """
            INSERT INTO objection_answer (
                assembly, objection, verdict, document, answered_on, answered_by, answered_at
            )
            VALUES (\(stored.number), \(id), \(verdict), \(document), \(day), \(account), \(stored.readAt))
            """)
    }

    func count(of stored: StoredAssembly, in write: borrowing Write) async throws -> Objection.Count {
        try Self.count(try await write.query(Self.counting(stored.number)))
    }

    func count(of stored: StoredAssembly, in transaction: borrowing Transaction) async throws -> Objection.Count {
        try Self.count(try await transaction.query(Self.counting(stored.number)))
    }

    /// Against which items objections were upheld; nil is the whole assembly.
    func upheld(of stored: StoredAssembly, in write: borrowing Write) async throws -> Set<ItemID?> {
        Set(
            try await write.query(
                """
                SELECT DISTINCT item.code
                FROM objection
                JOIN objection_answer AS answer USING (assembly, objection)
                LEFT JOIN agenda_item AS item
                    ON item.assembly = objection.assembly AND item.item = objection.item
                WHERE objection.assembly = \(stored.number)
                    AND answer.verdict = 'upheld'
                """,
                as: ItemID?.self))
    }

    /// Those that were upheld, in the order of their answers.
    func upheld(of stored: StoredAssembly, in transaction: borrowing Transaction) async throws -> [Objection.Upheld] {
        try await transaction.query(
            """
            SELECT item.code, objection.category, answer.answered_on
            FROM objection
            JOIN objection_answer AS answer USING (assembly, objection)
            LEFT JOIN agenda_item AS item
                ON item.assembly = objection.assembly AND item.item = objection.item
            WHERE objection.assembly = \(stored.number)
                AND answer.verdict = 'upheld'
            ORDER BY answer.answered_at, objection.objection
            """,
            as: (ItemID?, Objection.Category, Day).self
        ).map(Objection.Upheld.init)
    }

    private static func counting(_ number: Int64) -> SQL {
        """
        SELECT count(*), count(*) FILTER (WHERE answer.objection IS NULL),
            count(*) FILTER (WHERE answer.verdict = 'upheld'), max(answer.answered_on),
            min(objection.filed_on) FILTER (WHERE answer.objection IS NULL)
        FROM objection
        LEFT JOIN objection_answer AS answer USING (assembly, objection)
        WHERE objection.assembly = \(number)
        """
    }

    private static func count(_ rows: PostgresResult) throws -> Objection.Count {
        let (filed, unanswered, upheld, last, oldest) = try rows[0].decode((Int64, Int64, Int64, Day?, Day?).self)
        return Objection.Count(
            filed: filed, unanswered: unanswered, upheld: upheld, lastAnswerOn: last, oldestUnanswered: oldest)
    }
}

extension Objection.Verdict: EnumColumn {}
