import Postgres
import Testing

/// Something that the service never does to the rows of a finished story, and what has to tell of it.
struct Corruption: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The check that finds it, and how the place begins that it names.
    let check: String
    let place: String
    /// What follows from the rows that were changed, so that these find it as well.
    let also: Set<String>
    /// Is given the number of the assembly.
    let statement: @Sendable (Int64) -> SQL

    init(
        _ name: String, _ check: String, _ place: String, also: Set<String> = [],
        _ statement: @escaping @Sendable (Int64) -> SQL
    ) {
        testDescription = name
        self.check = check
        self.place = place
        self.also = also
        self.statement = statement
    }

    static let all = [
        ofVotes, ofRolls, ofPapers, ofProxies, ofResults, ofCourses, ofEvents, ofBundles, ofNextRolls,
    ].flatMap { $0 }

    /// Lets rows be changed that only grow.
    static func letChange(in connection: PostgresConnection) async throws {
        let statements: [SQL] = [
            "ALTER TABLE vote DISABLE TRIGGER USER", "ALTER TABLE vote_change DISABLE TRIGGER USER",
            "ALTER TABLE vote_proxy DISABLE TRIGGER USER", "ALTER TABLE paper DISABLE TRIGGER USER",
            "ALTER TABLE paper_batch DISABLE TRIGGER USER", "ALTER TABLE frozen_unit DISABLE TRIGGER USER",
            "ALTER TABLE item_result DISABLE TRIGGER USER", "ALTER TABLE certificate DISABLE TRIGGER USER",
            "ALTER TABLE assembly_extension DISABLE TRIGGER USER", "ALTER TABLE objection_answer DISABLE TRIGGER USER",
            "ALTER TABLE set_aside DISABLE TRIGGER USER", "ALTER TABLE proxy DISABLE TRIGGER USER",
            "ALTER TABLE proxy_revocation DISABLE TRIGGER USER", "ALTER TABLE imported_vote DISABLE TRIGGER USER",
            "ALTER TABLE agenda_item DISABLE TRIGGER USER", "ALTER TABLE delivery DISABLE TRIGGER USER",
            "ALTER TABLE show_of_hands DISABLE TRIGGER USER",
            "ALTER TABLE nomination_posting DISABLE TRIGGER USER", "ALTER TABLE outbox DISABLE TRIGGER USER",
        ]
        for statement in statements { try await connection.execute(statement) }
    }

    // MARK: - Votes

    private static let ofVotes: [Corruption] = [
        Corruption(
            "a ghost vote", "votes-are-told", "2023-lifts/letter/",
            also: ["results-are-recounted", "certificates-say-what-is-stored"]
        ) {
            """
            INSERT INTO vote (assembly, item, head, unit, choice, area, channel, receipt, accepted_at)
            SELECT number, 6, head, unit, 'for', head_area, 'electronic', gen_random_uuid(), opened_at
            FROM assembly JOIN frozen_unit ON assembly = number
            WHERE number = \($0) AND unit = '2-1-101'
            """
        },
        Corruption(
            "a dropped vote", "votes-are-told", "", also: ["results-are-recounted", "certificates-say-what-is-stored"]
        ) { "DELETE FROM vote WHERE assembly = \($0) AND item = 6" },
        Corruption("a swapped choice", "results-are-recounted", "2023-lifts/letter") {
            "UPDATE vote SET choice = 'against' WHERE assembly = \($0) AND item = 6"
        },
        Corruption(
            "a changed area", "votes-are-on-the-frozen-roll", "2023-lifts/letter/", also: ["votes-are-told"]
        ) { "UPDATE vote SET area = area + 1 WHERE assembly = \($0) AND item = 6" },
        Corruption("a vote for somebody else's unit", "votes-are-on-the-frozen-roll", "2023-lifts/letter/") {
            "UPDATE vote SET unit = '2-1-101' WHERE assembly = \($0) AND item = 6"
        },
        Corruption("a vote when the voting had ended", "votes-are-in-time", "2023-lifts/letter/") {
            """
            UPDATE vote SET accepted_at = closes_at FROM assembly
            WHERE number = \($0) AND assembly = number AND item = 6
            """
        },
        Corruption("a vote one microsecond after the close", "votes-are-in-time", "2023-lifts/letter/") {
            """
            UPDATE vote SET accepted_at = closed_at + interval '1 microsecond' FROM assembly
            WHERE number = \($0) AND assembly = number AND item = 6
            """
        },
        Corruption("a vote one microsecond before the opening", "votes-are-in-time", "2023-lifts/letter/") {
            """
            UPDATE vote SET accepted_at = opened_at - interval '1 microsecond' FROM assembly
            WHERE number = \($0) AND assembly = number AND item = 6
            """
        },
        Corruption(
            "a candidate who does not stand", "choices-are-on-offer", "2023-lifts/board/",
            also: ["candidates-votes-are-recounted"]
        ) { "UPDATE vote SET choice = 'c1+c9' WHERE assembly = \($0) AND choice = 'c1+c2'" },
        Corruption("a change that is not there any more", "results-are-recounted", "2023-lifts/overhaul") {
            "DELETE FROM vote_change WHERE assembly = \($0) AND item = 1"
        },
        Corruption("a change without the one before", "changes-follow-votes", "2023-lifts/overhaul/") {
            "UPDATE vote_change SET change = 2 WHERE assembly = \($0) AND item = 1"
        },
        Corruption("a change after the close", "changes-follow-votes", "2023-lifts/overhaul/") {
            """
            UPDATE vote_change SET accepted_at = closed_at + interval '1 microsecond' FROM assembly
            WHERE number = \($0) AND assembly = number AND item = 1
            """
        },
        Corruption("a receipt given twice", "receipts-are-unique", "2023-lifts/") {
            """
            UPDATE vote_change SET receipt = vote.receipt FROM vote
            WHERE vote_change.assembly = \($0) AND vote_change.item = 1 AND vote.assembly = vote_change.assembly
                AND vote.item = vote_change.item AND vote.head = vote_change.head
            """
        },
        Corruption(
            "a change of no vote", "votes-are-of-assemblies", "assembly ",
            also: [
                "votes-are-told", "results-are-recounted", "silence-is-recounted", "certificates-say-what-is-stored",
            ]
        ) {
            """
            DELETE FROM vote USING vote_change
            WHERE vote_change.assembly = \($0) AND vote_change.item = 1 AND vote.assembly = vote_change.assembly
                AND vote.item = vote_change.item AND vote.head = vote_change.head
            """
        },
    ]

    // MARK: - Rolls

    private static let ofRolls: [Corruption] = [
        Corruption(
            "an altered record", "frozen-roll-is-as-announced", "2023-lifts",
            also: ["frozen-units-follow-their-records", "electorate-is-added-up"]
        ) {
            """
            UPDATE frozen_unit
            SET record = convert_to(replace(convert_from(record, 'UTF8'), '"100.00"', '"101.00"'), 'UTF8')
            WHERE assembly = \($0) AND unit = '2-1-101'
            """
        },
        Corruption(
            "a unit that is not there any more", "frozen-roll-is-as-announced", "2023-lifts",
            also: ["certificates-say-what-is-stored"]
        ) { "DELETE FROM frozen_unit WHERE assembly = \($0) AND unit = '2-1-P1'" },
        Corruption(
            "a head with more area than its records", "frozen-units-follow-their-records", "2023-lifts/2-1-101",
            also: ["votes-are-on-the-frozen-roll", "results-are-recounted", "candidates-votes-are-recounted"]
        ) { "UPDATE frozen_unit SET head_area = head_area + 100 WHERE assembly = \($0) AND unit = '2-1-101'" },
        Corruption(
            "another voter than the record's", "frozen-units-follow-their-records", "2023-lifts/2-1-101"
        ) { "UPDATE frozen_unit SET voter = gen_random_uuid() WHERE assembly = \($0) AND unit = '2-1-101'" },
        Corruption(
            "a parking space that counts", "frozen-units-follow-their-records", "2023-lifts/2-1-",
            also: ["electorate-is-added-up"]
        ) { "UPDATE frozen_unit SET counts = true WHERE assembly = \($0) AND unit = '2-1-P1'" },
        Corruption(
            "an owner with two heads", "heads-are-sets-of-owners", "2023-lifts/2-1-201",
            also: ["frozen-units-follow-their-records", "electorate-is-added-up"]
        ) { "UPDATE frozen_unit SET head = gen_random_uuid() WHERE assembly = \($0) AND unit = '2-1-202'" },
        Corruption(
            "a smaller electorate", "electorate-is-added-up", "2023-lifts",
            also: [
                "results-are-recounted", "certificates-say-what-is-stored", "assemblies-are-told",
                "hands-are-no-more-than-heads",
            ]
        ) { "UPDATE assembly SET electorate_heads = 3 WHERE number = \($0)" },
    ]
}
