import EventLog
import Model
import Postgres

/// Every statement that touches visits and consultations.
struct VisitStore: Sendable {
    // MARK: - Recording

    /// - Throws: `BallotsError.unknownCommunity`, `.unknownUnit`, `.topicEnded`
    func insert(_ visit: Visit, by account: String, in write: borrowing Write) async throws {
        let rows = try await write.query(
            """
            SELECT
                EXISTS (SELECT FROM roll_unit WHERE community = \(write.community) AND unit = \(visit.unit)),
                EXISTS (SELECT FROM visit_topic_end WHERE community = \(write.community) AND topic = \(visit.topic))
            """,
            as: (Bool, Bool).self)
        guard rows.first?.1 == false else { throw BallotsError.topicEnded(visit.topic) }
        guard rows.first?.0 == true else { throw BallotsError.unknownUnit(visit.unit) }
        try await write.execute(
            """
            INSERT INTO visit (
                community, topic, unit, visited_on, opinion, concerns, promised_for, notes, visitor, recorded_by, recorded_at
            )
            VALUES (
                \(write.community), \(visit.topic), \(visit.unit), \(visit.visitedOn), \(visit.opinion), \(visit.concerns),
                \(visit.promisedFor), \(visit.notes), \(visit.visitor), \(account), \(write.now)
            )
            """)
    }

    /// Keeps the counts per building and lets the rest go.
    ///
    /// - Throws: `BallotsError.topicEnded`
    func end(_ topic: TopicCode, in write: borrowing Write) async throws {
        let ended = try await write.query(
            """
            INSERT INTO visit_topic_end (community, topic, ended_at)
            VALUES (\(write.community), \(topic), \(write.now))
            ON CONFLICT ON CONSTRAINT visit_topic_end_pkey DO NOTHING
            RETURNING topic
            """,
            as: TopicCode.self)
        guard !ended.isEmpty else { throw BallotsError.topicEnded(topic) }
        try await write.pipeline([
            """
            INSERT INTO visit_summary
            SELECT * FROM visit_progress
            WHERE community = \(write.community)
                AND topic = \(topic)
            """,
            "DELETE FROM visit WHERE community = \(write.community) AND topic = \(topic)",
        ])
    }

    func insert(_ consultation: Consultation, by account: String, in write: borrowing Write) async throws {
        try await write.execute(
            """
            INSERT INTO consultation (
                community, topic, kind, held_on, parties, attendance, conclusion, titles, documents, recorded_by,
                recorded_at
            )
            VALUES (
                \(write.community), \(consultation.topic), \(consultation.kind), \(consultation.heldOn),
                \(consultation.parties.map(\.party)), \(consultation.parties.map(\.people)), \(consultation.conclusion),
                \(consultation.documents.map(\.title)), \(consultation.documents.map(\.sha256)), \(account), \(write.now)
            )
            """)
    }

    // MARK: - Reading

    /// A unit with what was heard there, visit by visit.
    struct Unit: Sendable {
        let unit: UnitCode
        let opinion: Visit.Opinion
        let changed: Bool
        let promisedFor: Day?
        let notes: Digest256?
        let days: [Day]
        let opinions: [Visit.Opinion]
    }

    /// The visited units in the order of their codes as texts, those after `cursor`.
    func units(
        of community: CommunityID, about topic: TopicCode, in building: BuildingCode?, _ opinion: Visit.Opinion?,
        after cursor: String, limit: Int, in transaction: borrowing Transaction
    ) async throws -> [Unit] {
        try await transaction.query(
            """
            SELECT unit, opinion, changed, promised_for, notes, days, opinions
            FROM visited_unit
            WHERE community = \(community)
                AND topic = \(topic)
                AND unit COLLATE "C" > \(cursor)
                AND (\(building)::text IS NULL OR building = \(building))
                AND (\(opinion)::text IS NULL OR opinion = \(opinion))
            ORDER BY unit COLLATE "C"
            LIMIT \(limit)
            """,
            as: (UnitCode, Visit.Opinion, Bool, Day?, Digest256?, [Day], [Visit.Opinion]).self
        ).map(Unit.init)
    }

    /// A building's counts: how many units by the last opinion that was heard there.
    struct Progress: Encodable, Sendable {
        let building: BuildingCode
        let visits: Int64
        let units: Int64
        let inFavour: Int64
        let against: Int64
        let undecided: Int64
        let notMet: Int64
        /// Units that have said two different things.
        let changed: Int64
        /// Units to which an answer is promised.
        let promised: Int64
    }

    func progress(
        of community: CommunityID, about topic: TopicCode, in transaction: borrowing Transaction
    ) async throws -> [Progress] {
        try await transaction.query(
            """
            SELECT building, visits, units, in_favour, against, undecided, not_met, changed, promised
            FROM visit_progress
            WHERE community = \(community)
                AND topic = \(topic)
            ORDER BY building COLLATE "C"
            """,
            as: (BuildingCode, Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64).self
        ).map(Progress.init)
    }

    /// The consultations of a community, the last recorded first, with their numbers.
    func consultations(
        of community: CommunityID, about topic: TopicCode?, before cursor: Int64, limit: Int,
        in transaction: borrowing Transaction
    ) async throws -> [(number: Int64, consultation: Consultation)] {
        try await transaction.query(
            """
            SELECT number, topic, kind, held_on, parties, attendance, conclusion, titles, documents
            FROM consultation
            WHERE community = \(community)
                AND number < \(cursor)
                AND (\(topic)::text IS NULL OR topic = \(topic))
            ORDER BY number DESC
            LIMIT \(limit)
            """,
            as: (
                Int64, TopicCode, Consultation.Kind, Day, [Consultation.Party], [Int64], String, [String], [Digest256]
            ).self
        ).map { row in
            let consultation = Consultation(
                topic: row.1, kind: row.2, heldOn: row.3,
                parties: zip(row.4, row.5).map { Consultation.Attendance(party: $0, people: $1) }, conclusion: row.6,
                documents: zip(row.7, row.8).map { AttachedDocument(title: $0, sha256: $1) })
            return (number: row.0, consultation: consultation)
        }
    }
}

extension Visit.Opinion: EnumColumn {}
extension Visit.Concern: EnumColumn {}
extension Consultation.Kind: EnumColumn {}
extension Consultation.Party: EnumColumn {}
