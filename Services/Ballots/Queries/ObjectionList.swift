import Model
import Postgres

/// The objections to an assembly's result, the earliest first, a page at a time.
struct ObjectionList: Sendable {
    let rows: [Row]
    /// Where the next page begins; nil after the last one.
    let next: ObjectionID?

    struct Row: Encodable, Sendable {
        let objection: ObjectionID
        let category: Objection.Category
        let item: ItemID?
        let unit: UnitCode
        let document: Digest256
        let filedOn: Day
        /// Until when the frozen rules ask for an answer.
        let answerBy: Day?
        let answer: Answer?
    }

    struct Answer: Encodable, Sendable {
        let verdict: Objection.Verdict
        let document: Digest256
        let answeredOn: Day
    }

    struct Query: Sendable {
        let pool: PostgresPool
        let assemblies: AssemblyStore
        let calendar: WorkCalendar
        let rules = RulesStore()

        /// `ids` are all ids of whose objections are listed; nil is everybody's.
        ///
        /// `cursor` is the `next` of the page before.
        ///
        /// - Throws: `BallotsError.unknownAssembly`
        func callAsFunction(
            of id: AssemblyID, in community: CommunityID, by ids: [OwnerID]?, from cursor: ObjectionID?, limit: Int
        ) async throws -> ObjectionList {
            try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
                let stored = try await assemblies.load(id, of: community, in: transaction)
                let rows = try await transaction.query(
                    """
                    SELECT objection.objection, objection.category, item.code, objection.unit, objection.document,
                        objection.filed_on, answer.verdict, answer.document, answer.answered_on
                    FROM objection
                    LEFT JOIN agenda_item AS item ON item.assembly = objection.assembly AND item.item = objection.item
                    LEFT JOIN objection_answer AS answer
                        ON answer.assembly = objection.assembly AND answer.objection = objection.objection
                    WHERE objection.assembly = \(stored.number)
                        AND (\(cursor) IS NULL OR objection.objection >= \(cursor))
                        AND (\(ids)::uuid[] IS NULL OR objection.owner = ANY(\(ids)))
                    ORDER BY objection.objection
                    LIMIT \(limit + 1)
                    """,
                    as: (
                        ObjectionID, Objection.Category, ItemID?, UnitCode, Digest256, Day, Objection.Verdict?,
                        Digest256?, Day?
                    ).self)
                var meeting: MeetingRules?
                if let basis = stored.assembly.basis {
                    let pack = try await rules.pack(basis.rulesHash, in: transaction)
                    meeting = MeetingRules(pack: pack, calendar: calendar)
                }
                return ObjectionList(
                    rows: rows.prefix(limit).map { row in
                        Row(
                            objection: row.0, category: row.1, item: row.2, unit: row.3, document: row.4,
                            filedOn: row.5, answerBy: meeting?.lastDayOfAnswer(filedOn: row.5),
                            answer: Self.answer(row.6, row.7, row.8))
                    },
                    next: rows.count > limit ? rows[limit].0 : nil)
            }
        }

        private static func answer(_ verdict: Objection.Verdict?, _ document: Digest256?, _ day: Day?) -> Answer? {
            guard let verdict, let document, let day else { return nil }
            return Answer(verdict: verdict, document: document, answeredOn: day)
        }
    }
}
