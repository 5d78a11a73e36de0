import HTTPTypes
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Owner-units that have gone (S2-08, docs/decisions/0032).
struct OwnerUnitTests {
    private static let since = TestBodies.day("2001-03-01")
    private static let today = TestBodies.day("2021-06-01")
    private static let owner = TestBodies.owner(1)
    private static let unit = CommunityRegistered.OwnerUnit(name: "Salt company", isDefunct: false)
    private static let company = ManagementModeSet(mode: .company, since: TestBodies.day("2010-01-01"), basis: "x")

    private static func end(
        _ owner: OwnerID? = owner, _ representedBy: String? = nil, since: Day = since
    ) -> OwnerUnitEnd {
        OwnerUnitEnd(goneSince: since, owner: owner, representedBy: representedBy, basis: "court")
    }

    private static func decide(
        _ end: OwnerUnitEnd, unit: CommunityRegistered.OwnerUnit? = unit, last: OwnerUnitEnd? = nil,
        kind: UnitRecord.OwnerKind? = .company, modes: [ManagementModeSet] = []
    ) throws(OwnerUnitRefusal) -> OwnerUnitEnd.Consequences? {
        try end.consequences(for: unit, last: last, kind: kind, modes: modes, today: today)
    }

    @Test func `nobody manages the compound from that day on, unless somebody is on record`() throws {
        let alone = try #require(try Self.decide(Self.end()))
        #expect(alone.mode?.mode == ManagementMode.none && alone.mode?.since == Self.since)
        #expect(alone.unit.isDefunct && alone.unit.defunctSince == Self.since)
        #expect(try Self.decide(Self.end(), modes: [Self.company])?.mode == nil)
    }

    @Test func `whoever acted for it acts no longer when it goes or another takes over, and not otherwise`() throws {
        let gone = CommunityRegistered.OwnerUnit(name: "Salt company", isDefunct: true, defunctSince: Self.since)
        #expect(try Self.decide(Self.end())?.endsActing == true)
        #expect(try Self.decide(Self.end(nil))?.endsActing == false)
        #expect(try Self.decide(Self.end(Self.owner, "Liquidator"), unit: gone, last: Self.end())?.endsActing == true)
        #expect(try Self.decide(Self.end(), unit: gone, last: Self.end()) == nil)
        let reworded = OwnerUnitEnd(goneSince: Self.since, owner: Self.owner, representedBy: nil, basis: "street")
        #expect(try Self.decide(reworded, unit: gone, last: Self.end())?.endsActing == false)
        #expect(try Self.decide(Self.end(), last: Self.end())?.endsActing == true, "it was on record as there since")
    }

    @Test func `refuses what cannot be`() {
        #expect(throws: OwnerUnitRefusal.noOwnerUnit) { try Self.decide(Self.end(), unit: nil) }
        #expect(throws: OwnerUnitRefusal.dayInFuture(today: Self.today)) {
            try Self.decide(Self.end(since: TestBodies.day("2021-06-02")))
        }
        #expect(throws: OwnerUnitRefusal.goneSince(Self.since)) {
            try Self.decide(Self.end(since: TestBodies.day("2002-01-01")), last: Self.end())
        }
        #expect(throws: OwnerUnitRefusal.ownerIsPerson) { try Self.decide(Self.end(), kind: .person) }
        #expect(throws: OwnerUnitRefusal.nothingToRepresent) {
            try Self.decide(Self.end(nil, "Liquidator"), kind: nil)
        }
    }

    // MARK: - Over routes

    private static func record(
        _ body: String, in registry: TestRegistry, as role: Role = .street
    ) async throws -> TestRegistry.Reply {
        try await registry.call(
            .post, "/v1/communities/runfeng/owner-unit/end", as: registry.bearer(role), body)
    }

    private static func name(_ registry: TestRegistry) async throws {
        let facts = """
            {"code": "runfeng", "name": "Runfeng", "jurisdiction": "beijing", "ownerUnit": {"name": "Salt company"}}
            """
        let answer = try await registry.call(.post, "/v1/communities", as: registry.bearer(.operator), facts)
        #expect(answer.status == 200, "\(answer.text)")
    }

    @Test(.database) func `its units count on, but nobody acts for them until somebody is named`() async throws {
        try await TestRegistry.run { registry in
            let roll = RollText().row("1-1-101", "A").row("1-1-102", "SALT", kind: "company")
            #expect(try await registry.importRoll(roll).status == 200)
            try await Self.name(registry)
            let first = try await registry.letters(["1-1-102"]).letters[0]
            let account = try await registry.activate(first.code, login: "salt.clerk", secret: "739102")
            #expect(account.status == 201)
            let clerk = TestPerson(id: "", login: "salt.clerk", secret: "739102")
            var signedIn = clerk
            #expect(try await registry.signIn(&signedIn).roles.map(\.roles) == [["owner"]])

            let gone = #"{"goneSince": "2001-03-01", "ownerRef": "SALT", "basis": "court"}"#
            let answer = try await Self.record(gone, in: registry)

            #expect(answer.status == 200, "\(answer.text)")
            #expect(try await registry.published(CommunityRegistered.self).last?.ownerUnit?.isDefunct == true)
            #expect(try await registry.published(ManagementModeSet.self).map(\.mode) == [.none])
            #expect(try await registry.get("roll").text.contains(#""heads":2"#))
            #expect(try await registry.signIn(&signedIn).roles.isEmpty)
            let refused = try await registry.post(
                "/v1/communities/runfeng/letters", #"{"units": ["1-1-102"]}"#, as: registry.bearer(.operator))
            #expect(try refused.fields == ["units[0]"])
            #expect(try await registry.letters().letters.map(\.ownerRef) == ["A"])
            let view = try await registry.get("owner-unit").text
            #expect(view.contains(#""units":1"#) && view.contains("court"))

            let heir =
                #"{"goneSince": "2001-03-01", "ownerRef": "SALT", "representedBy": "Liquidator", "basis": "court"}"#
            #expect(try await Self.record(heir, in: registry).text.contains(#""changed":true"#))
            #expect(try await Self.record(heir, in: registry).text.contains(#""changed":false"#))
            #expect(try await registry.letters(["1-1-102"]).letters.count == 1)
            #expect(try await registry.published(ManagementModeSet.self).count == 1)
        }
    }

    @Test(.database) func `what a later word leaves out brings nobody back who acts for it`() async throws {
        try await TestRegistry.run { registry in
            let roll = RollText().row("1-1-101", "A").row("1-1-102", "SALT", kind: "company")
            #expect(try await registry.importRoll(roll).status == 200)
            try await Self.name(registry)
            func isLetterRefused() async throws -> Bool {
                try await registry.post(
                    "/v1/communities/runfeng/letters", #"{"units": ["1-1-102"]}"#, as: registry.bearer(.operator)
                ).status == 400
            }
            func say(_ facts: String) async throws -> CommunityRegistered.OwnerUnit? {
                let answer = try await registry.call(
                    .post, "/v1/communities", as: registry.bearer(.operator),
                    #"{"code": "runfeng", "ownerUnit": \#(facts)}"#)
                #expect(answer.status == 200, "\(answer.text)")
                return try await registry.published(CommunityRegistered.self).last?.ownerUnit
            }
            let gone = #"{"goneSince": "2001-03-01", "ownerRef": "SALT", "basis": "court"}"#
            #expect(try await Self.record(gone, in: registry).status == 200)
            #expect(try await isLetterRefused())

            let renamed = try #require(try await say(#"{"name": "Salt Company"}"#))
            #expect(renamed.name == "Salt Company" && renamed.isDefunct && renamed.defunctSince == Self.since)
            #expect(try await isLetterRefused())
            let later = #"{"goneSince": "2001-03-01", "basis": "street"}"#
            #expect(try await Self.record(later, in: registry).text.contains(#""changed":true"#))
            #expect(try await Self.record(later, in: registry).text.contains(#""changed":false"#))
            #expect(try await isLetterRefused())

            let dayless = try #require(try await say(#"{"name": "Salt Company", "defunctSince": null}"#))
            #expect(dayless.isDefunct && dayless.defunctSince == nil)
            let back = try #require(try await say(#"{"name": "Salt Company", "isDefunct": false}"#))
            #expect(!back.isDefunct && back.defunctSince == nil)
            #expect(try await !isLetterRefused())
        }
    }

    @Test(.database, arguments: [true, false])
    func `whoever signed in while it was on record as there acts no longer when it has gone after all`(
        byStatement: Bool
    ) async throws {
        try await TestRegistry.run { registry in
            let roll = RollText().row("1-1-101", "A").row("1-1-102", "SALT", kind: "company")
            #expect(try await registry.importRoll(roll).status == 200)
            try await Self.name(registry)
            func isSaidToBeDefunct(_ isDefunct: Bool) async throws {
                let facts = #"{"code": "runfeng", "ownerUnit": {"name": "Salt company", "isDefunct": \#(isDefunct)}}"#
                let answer = try await registry.call(
                    .post, "/v1/communities", as: registry.bearer(.operator), facts)
                #expect(answer.status == 200, "\(answer.text)")
            }
            let gone = #"{"goneSince": "2001-03-01", "ownerRef": "SALT", "basis": "court"}"#
            #expect(try await Self.record(gone, in: registry).status == 200)
            try await isSaidToBeDefunct(false)
            let letter = try #require(try await registry.letters(["1-1-102"]).letters.first)
            #expect(try await registry.activate(letter.code, login: "salt.clerk", secret: "739102").status == 201)
            var clerk = TestPerson(id: "", login: "salt.clerk", secret: "739102")
            #expect(try await registry.signIn(&clerk).roles.map(\.roles) == [["owner"]])

            if byStatement {
                #expect(try await Self.record(gone, in: registry).text.contains(#""changed":true"#))
            } else {
                try await isSaidToBeDefunct(true)
            }

            #expect(try await registry.signIn(&clerk).roles.isEmpty)
        }
    }

    @Test(.database) func `units are its own still when a co-owner votes for them`() async throws {
        try await TestRegistry.run { registry in
            let shared = RollText().row("1-1-101", "A").row("1-1-102", "SALT", kind: "company").row("1-1-102", "B")
            #expect(try await registry.importRoll(shared).status == 200)
            try await Self.name(registry)
            let gone = #"{"goneSince": "2001-03-01", "ownerRef": "SALT", "basis": "court"}"#
            #expect(try await Self.record(gone, in: registry).status == 200)
            let other = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-102", "SALT", kind: "company")
            #expect(try await registry.importRoll(other).decode(RollImport.self).changed.count == 1)

            let later = #"{"goneSince": "2001-03-01", "basis": "street"}"#
            #expect(try await Self.record(later, in: registry).text.contains(#""changed":true"#))
            let letters = try await registry.post(
                "/v1/communities/runfeng/letters", #"{"units": ["1-1-102"]}"#, as: registry.bearer(.operator))
            #expect(try letters.fields == ["units[0]"])
            let view = try await registry.get("owner-unit").text
            #expect(view.contains(#""units":1"#) && view.contains(#""kind":"company""#), "\(view)")
        }
    }

    @Test(.database) func `what somebody with an account has recorded is their account's, and no owner's`()
        async throws
    {
        try await TestRegistry.run { registry in
            var person = try await registry.enrolOperator("wang.li")
            let roll = RollText().row("1-1-101", "A").row("1-1-102", "SALT", kind: "company")
            #expect(try await registry.importRoll(roll).status == 200)
            try await Self.name(registry)
            let letter = try #require(try await registry.letters(["1-1-101"]).letters.first)
            let joined = try await registry.join(letter.code, as: &person)
            #expect(joined.status == 201, "\(joined.text)")
            let session = try await registry.signIn(&person)
            #expect(session.subject == letter.owner, "the owner's id may be somebody else's one day")

            let gone = #"{"goneSince": "2001-03-01", "ownerRef": "SALT", "basis": "court"}"#
            let answer = try await registry.call(
                .post, "/v1/communities/runfeng/owner-unit/end", as: session.bearer, gone)

            #expect(answer.status == 200, "\(answer.text)")
            let recorded = try await registry.service.pool.withConnection { connection in
                try await connection.query("SELECT recorded_by FROM owner_unit_end", as: String.self)
            }
            #expect(recorded == [person.id])
        }
    }

    @Test(.database) func `a later word of an owner-unit that has sold everything is of no owner`() async throws {
        try await TestRegistry.run { registry in
            let roll = RollText().row("1-1-101", "A").row("1-1-102", "SALT", kind: "company")
            #expect(try await registry.importRoll(roll).status == 200)
            try await Self.name(registry)
            let gone = #"{"goneSince": "2001-03-01", "ownerRef": "SALT", "basis": "court"}"#
            #expect(try await Self.record(gone, in: registry).status == 200)
            #expect(try await registry.importRoll(RollText().row("1-1-101", "A").row("1-1-102", "B")).status == 200)
            let heir = #"{"goneSince": "2001-03-01", "representedBy": "Liquidator", "basis": "court"}"#
            #expect(try await Self.record(heir, in: registry).fields == ["representedBy"])
            let later = #"{"goneSince": "2001-03-01", "basis": "street"}"#
            #expect(try await Self.record(later, in: registry).text.contains(#""changed":true"#))
            #expect(try await !registry.get("owner-unit").text.contains("holding"))
        }
    }

    @Test(.database, .timeLimit(.minutes(1))) func `what is told of an owner-unit is all of one moment`() async throws {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(RollText().row("1-1-101", "A")).status == 200)
            try await Self.name(registry)

            let told = try await registry.heldBack(
                by: ["LOCK TABLE owner_unit_end IN ACCESS EXCLUSIVE MODE"],
                then: [
                    "UPDATE community SET owner_unit_defunct = true",
                    """
                    INSERT INTO owner_unit_end (community, number, gone_since, basis, recorded_by, recorded_on,
                        recorded_at)
                    SELECT code, 1, '2001-03-01', 'court', 'somebody', '2021-06-01', clock_timestamp() FROM community
                    """,
                ]
            ) { try await registry.get("owner-unit") }

            #expect(told.status == 200)
            #expect(told.text.contains(#""isDefunct":false"#) && told.text.contains(#""history":[]"#), "\(told.text)")
        }
    }

    @Test(.database) func `that it has gone on a day that has not come is not taken as a fact of the community either`()
        async throws
    {
        try await TestRegistry.run { registry in
            try await registry.start("2021-06-01")
            func say(since day: String, name: String = "Salt company") async throws -> TestRegistry.Reply {
                try await registry.call(
                    .post, "/v1/communities", as: registry.bearer(.operator),
                    #"{"code": "runfeng", "ownerUnit": {"name": "\#(name)", "defunctSince": "\#(day)"}}"#)
            }
            let events = try await registry.eventCount()

            let early = try await say(since: "2021-06-02")

            #expect(early.status == 422, "\(early.text)")
            #expect(try early.slug == "day-in-future" && early.fields == ["ownerUnit.defunctSince"], "\(early.text)")
            #expect(try await registry.eventCount() == events)
            #expect(try await say(since: "2021-06-01").status == 200)

            // A day of the future that an older program took keeps no other fact from being told.
            try await registry.run("UPDATE community SET owner_unit_ended_on = '2022-01-01' WHERE code = 'runfeng'")
            #expect(try await say(since: "2022-01-01", name: "Salt Company").status == 200)
        }
    }

    @Test(.database) func `a request that cannot be is refused and changes nothing`() async throws {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(RollText().row("1-1-101", "A")).status == 200)
            let gone = #"{"goneSince": "2001-03-01", "basis": "court"}"#
            #expect(try await Self.record(gone, in: registry).slug == "no-owner-unit")
            try await Self.name(registry)
            let events = try await registry.eventCount()

            let person = #"{"goneSince": "2001-03-01", "ownerRef": "A", "basis": "court"}"#
            #expect(try await Self.record(person, in: registry).fields == ["ownerRef"])
            let nobody = #"{"goneSince": "2001-03-01", "ownerRef": "Z", "basis": "court"}"#
            #expect(try await Self.record(nobody, in: registry).slug == "unknown-owner")
            let late = #"{"goneSince": "2999-03-01", "basis": "court"}"#
            let future = try await Self.record(late, in: registry)
            #expect(try future.slug == "day-in-future" && future.fields == ["goneSince"], "\(future.text)")
            let empty = #"{"goneSince": "2001-03-01", "basis": " "}"#
            #expect(try await Self.record(empty, in: registry).fields == ["basis"])
            #expect(try await Self.record(gone, in: registry, as: .owner).status == 403)
            #expect(try await registry.eventCount() == events)
        }
    }
}
