import EventLog
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import Testing

@testable import Funds

/// A small community whose owners have decided: two buildings, four units, three lifts.
struct Story {
    let funds: ServiceHarness<FundsService>

    static let campaign = "/v1/communities/runfeng/campaigns/2023-lifts-raise"
    static let units = [("1-1-101", "100.00"), ("1-1-102", "100.00"), ("2-1-101", "88.50"), ("2-1-102", "100.50")]
    static let owner: OwnerID = Samples.parsed("11111111-1111-4111-8111-111111111111")

    /// Runs `body` where the roll is known and, unless told otherwise, the campaign is open.
    static func run(
        isOpen: Bool = true, isScenario: Bool = true, _ mandate: Mandate.Collect = Samples.mandate(rate: "17.93"),
        _ body: @escaping @Sendable (Story) async throws -> Void
    ) async throws {
        try await ServiceHarness<FundsService>.run(isScenario: isScenario) { harness in
            let story = Story(funds: harness)
            try await story.recordRoll()
            if isOpen { try await story.pass(.collect(mandate), item: "raise") }
            try await body(story)
        }
    }

    func receive(_ event: some DistrictEvent, at time: Timestamp = WallClock.now()) async throws {
        try await funds.receive(event, of: Samples.community, at: time)
    }

    func pass(
        _ mandate: Mandate, item: String, of assembly: String = "2023-lifts", at time: Timestamp = WallClock.now()
    ) async throws {
        let weight = Weight(area: Samples.parsed("389.00"), heads: 4)
        try await receive(
            ResolutionPassed(
                assembly: Samples.code(assembly), item: Samples.code(item), title: "电梯大修筹集", kind: .raiseFund,
                mandate: mandate,
                result: ItemResult(
                    electorate: weight, inFavour: weight, against: .zero, abstained: .zero, outcome: .passed)),
            at: time)
    }

    /// A day of the story begins.
    func begin(_ day: String) async throws { try await receive(DayStarted(day: Samples.day(day))) }

    static func recorded(_ units: [(String, String)], of owner: OwnerID = Story.owner) -> UnitsRecorded {
        UnitsRecorded(
            units: units.map { unit, area in
                UnitRecord(
                    unit: Samples.unit(unit), floor: "1", area: Samples.parsed(area), use: .dwelling,
                    ownerKind: .person, owners: [owner], voter: owner)
            })
    }

    static let complete = RollRecorded(
        units: 4, countedArea: Samples.parsed("389.00"), heads: 1, hash: Digest256(of: [1]))

    func recordRoll() async throws {
        try await receive(
            CommunityRegistered(name: "润枫欣尚", jurisdiction: "beijing", fundStatus: .none, parkingCounts: false))
        try await receive(Self.recorded(Self.units))
        try await receive(Self.complete)
        for lift in ["1-1-A", "1-1-B", "2-1-A"] {
            try await receive(
                LiftRecorded(
                    lift: Samples.lift(lift), registrationCode: "R\(lift)", rescueCode: "123456", firstFloor: "1",
                    lastFloor: "18", skips: []))
        }
    }

    // MARK: - Commands

    func pay(
        _ reference: String, _ unit: String, _ amount: String, paidAt: String = "2023-06-01T10:00:00+08:00"
    ) async throws -> ServiceHarness<FundsService>.Reply {
        try await post(
            "\(Self.campaign)/payments",
            """
            {"reference":"\(reference)","unit":"\(unit)","amount":"\(amount)","paidAt":"\(paidAt)","channel":"bank"}
            """, as: [.collector])
    }

    static let order: OrderID = Samples.code("2023-lifts-raise.1-1-A")

    /// One person's part in a payout.
    func ask(
        _ amount: String, reference: String = "P-1", by person: Person
    ) async throws -> ServiceHarness<FundsService>.Reply {
        try await funds.post(
            "\(Self.campaign)/payouts",
            #"{"reference":"\#(reference)","order":"\#(Self.order)","payee":"电梯公司","amount":"\#(amount)"}"#,
            as: [.committee], of: Samples.community, person: person)
    }

    /// Two people ask for the same payout, unless the first is refused or told that it was made.
    func payOut(
        _ amount: String, reference: String = "P-1"
    ) async throws -> ServiceHarness<FundsService>.Reply {
        let first = try await ask(amount, reference: reference, by: Person(subject: "first"))
        guard first.status == 202 else { return first }
        return try await ask(amount, reference: reference, by: Person(subject: "second"))
    }

    func post(
        _ path: String, _ body: String, as roles: Set<Role>, mediaType: String = "application/json"
    ) async throws -> ServiceHarness<FundsService>.Reply {
        try await funds.post(path, body, as: roles, of: Samples.community, mediaType: mediaType)
    }

    func get(_ path: String, as roles: Set<Role> = []) async throws -> ServiceHarness<FundsService>.Reply {
        try await funds.get(path, as: roles, of: Samples.community)
    }

    func published<Event: DistrictEvent>(_ type: Event.Type = Event.self) async throws -> [Event] {
        try await funds.published(type, of: Samples.community)
    }

    // MARK: - What the answers say

    struct Progress: Decodable {
        let openedOn: Day
        let due: Money
        let paid: Money
        let counted: Money
        let households: Int64
        let paidHouseholds: Int64
        let advancesOwed: Money
        let buildings: [Building]

        struct Building: Decodable {
            let building: String
            let paidUnits: Int64
            let fundedOn: Day?
        }
    }

    struct Books: Decodable {
        let total: Money
        let entriesTotal: Money
        let entries: Int64
        let accounts: [Line]

        struct Line: Decodable {
            let account: String
            let balance: Money
        }
    }

    func progress() async throws -> Progress { try await get(Self.campaign).decode() }
    func books() async throws -> Books { try await get("/v1/communities/runfeng/ledger").decode() }

    /// Dense sequences, each balance the one before and the amount, accounts as their last entry; no fault in the audit.
    func expectSoundBooks() async throws {
        let wrong = try await funds.pool.withConnection { connection in
            try await connection.query(
                """
                SELECT account FROM (
                    SELECT account, amount, balance_after, sequence,
                        row_number() OVER entries AS number, sum(amount) OVER entries AS balance
                    FROM ledger_entry WINDOW entries AS (PARTITION BY community, account ORDER BY sequence)
                ) AS entry WHERE sequence <> number OR balance_after <> balance
                UNION ALL
                SELECT account FROM ledger_account FULL JOIN (
                    SELECT community, account, count(*) AS number, sum(amount) AS sum FROM ledger_entry
                    GROUP BY community, account
                ) AS posted USING (community, account)
                WHERE (entries, balance) IS DISTINCT FROM (number, sum)
                UNION ALL
                SELECT 'transaction ' || transaction FROM ledger_entry GROUP BY transaction HAVING sum(amount) <> 0
                """, as: String.self)
        }
        #expect(wrong.isEmpty)
        #expect(try await audit().isEmpty)
    }

    /// What every check of the audit finds, by its code.
    func audit() async throws -> [String: [AuditFault]] {
        var found: [String: [AuditFault]] = [:]
        for check in FundsAudit.checks {
            let report = try await check.report(on: Samples.community, in: funds.pool)
            if !report.faults.isEmpty { found[check.code] = report.faults }
        }
        return found
    }
}
