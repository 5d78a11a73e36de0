import EventLog
import Model
import Postgres

/// Every statement that touches `candidate_presentation`.
struct CandidateStore: Sendable {
    func insert(_ presentations: Presentations, of assembly: AssemblyID, in write: borrowing Write) async throws {
        let rows = presentations.flatMap { item, candidates in candidates.map { (item, $0.key, $0.value) } }
        guard !rows.isEmpty else { return }
        try await write.execute(
            """
            INSERT INTO candidate_presentation (assembly, item, candidate, name, statement, consent)
            SELECT item.assembly, item.item, row.candidate, row.name, row.statement, row.consent
            FROM unnest(
                \(rows.map(\.0)), \(rows.map(\.1)), \(rows.map(\.2.name)), \(rows.map(\.2.statement)),
                \(rows.map(\.2.consent))
            ) AS row (item, candidate, name, statement, consent)
            JOIN assembly
                ON assembly.community = \(write.community) AND assembly.code = \(assembly)
            JOIN agenda_item AS item
                ON item.assembly = assembly.number AND item.code = row.item
            """)
    }

    func presentations(
        of stored: StoredAssembly, in transaction: borrowing Transaction
    ) async throws -> Presentations {
        guard stored.assembly.items.contains(where: { $0.election != nil }) else { return [:] }
        let rows = try await transaction.query(
            """
            SELECT item.code, row.candidate, row.name, row.statement, row.consent
            FROM candidate_presentation AS row
            JOIN agenda_item AS item USING (assembly, item)
            WHERE assembly = \(stored.number)
            """,
            as: (ItemID, CandidateCode, String, String?, Digest256).self)
        return rows.reduce(into: [:]) { presentations, row in
            presentations[row.0, default: [:]][row.1] = CandidatePresentation(
                name: row.2, statement: row.3, consent: row.4)
        }
    }

    /// Takes a presentation back, which leaves no trace of the name.
    ///
    /// - Returns: whether there was one.
    func remove(
        _ candidate: CandidateCode, on item: ItemID, of stored: StoredAssembly, in write: borrowing Write
    ) async throws -> Bool {
        let removed = try await write.query(
            """
            DELETE FROM candidate_presentation
            USING agenda_item AS item
            WHERE candidate_presentation.assembly = \(stored.number)
                AND item.assembly = candidate_presentation.assembly
                AND item.item = candidate_presentation.item
                AND item.code = \(item)
                AND candidate = \(candidate)
            RETURNING candidate
            """,
            as: CandidateCode.self)
        return !removed.isEmpty
    }
}
