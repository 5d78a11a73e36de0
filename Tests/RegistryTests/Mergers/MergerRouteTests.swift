import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Communities that become one management area, over real routes and a real database.
struct MergerRouteTests {
    private static let wish = #"""
        {"from": [{"community": "yanye"}, {"community": "yaocai", "buildings": [{"before": "1", "after": "2"}]}],
         "on": "2021-06-20", "basis": "street 2021-6"}
        """#

    /// Registers the area and its parts, 30 and 28 units; two persons own in both.
    private static func run(_ body: @escaping @Sendable (TestRegistry) async throws -> Void) async throws {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2021-05-01"))
            for code in ["xinyi", "yanye", "yaocai"] { try await registry.register(code) }
            var (salt, herbs) = (RollText(), RollText())
            for number in 1...30 { salt = salt.row("1-1-\(100 + number)", "S\(number)", name: "Salt \(number)") }
            for number in 1...28 {
                let ref = number <= 2 ? "S\(number)" : "H\(number)"
                herbs = herbs.row("1-1-\(100 + number)", ref, name: number <= 2 ? "Salt \(number)" : "Herb \(number)")
            }
            #expect(try await registry.at("yanye").importRoll(salt, as: .operator).status == 200)
            #expect(try await registry.at("yaocai").importRoll(herbs, as: .operator).status == 200)
            #expect(
                try await registry.call(.post, "/v1/day", as: registry.bearer(.operator), #"{"day": "2021-07-01"}"#)
                    .status == 200)
            try await body(registry.at("xinyi"))
        }
    }

    private static func merge(
        _ wish: String = wish, in registry: TestRegistry, dryRun: Bool = false, key: String? = nil,
        as role: Role = .operator
    ) async throws -> TestRegistry.Reply {
        let path = "/v1/communities/\(registry.community)/mergers" + (dryRun ? "?dryRun=true" : "")
        return try await registry.call(.post, path, as: registry.bearer(role), key: key, wish)
    }

    private static func units(of code: String, _ query: String, in registry: TestRegistry) async throws -> Int {
        let answer = try await registry.at(code).get(
            "roll/units?limit=500&\(query)", as: registry.bearer(.operator))
        return try answer.decode(RollHistoryTests.Units.self).units.count
    }

    @Test(.database) func `58 households of two compounds become one area, and the past stays what it was`()
        async throws
    {
        try await Self.run { registry in
            let rehearsal = try await Self.merge(in: registry, dryRun: true)
            #expect(rehearsal.status == 200, "\(rehearsal.text)")
            #expect(try await registry.published(CommunitiesJoined.self).isEmpty)

            let answer = try await Self.merge(in: registry)

            let report = try answer.decode(MergerReport.self)
            #expect(report.units == 58 && report.heads == 56 && report.inSeveral == 2)
            #expect(report.parts.map(\.heads) == [30, 28])
            #expect(try rehearsal.decode(MergerReport.self).heads == 56)
            let roll = try #require(try await registry.published(RollRecorded.self).last)
            #expect(roll.units == 58 && roll.heads == 56)
            #expect(try await registry.published(UnitsRecorded.self).flatMap(\.units).count == 58)
            #expect(try await registry.published(CommunitiesJoined.self).map { $0.from.count } == [2])
            for code in ["yanye", "yaocai"] {
                let told = try await registry.at(code).published(CommunityMerged.self)
                #expect(told.map(\.into) == [registry.community] && told.map(\.on.description) == ["2021-06-20"])
                let renamed = try [
                    RenamedBuilding(before: BuildingCode(parsing: "1"), after: BuildingCode(parsing: "2"))
                ]
                #expect(told.map(\.renamed) == [code == "yaocai" ? renamed : []])
                #expect(try await registry.at(code).published(UnitsRemoved.self).isEmpty)
                #expect(
                    try await registry.call(.get, "/v1/communities/\(code)").text.contains(#""mergedOn":"2021-06-20""#))
                #expect(try await Self.units(of: code, "on=2021-06-20", in: registry) == 0)
            }
            #expect(try await Self.units(of: "yanye", "on=2021-06-19", in: registry) == 30)
            #expect(try await Self.units(of: "yaocai", "on=2021-06-19", in: registry) == 28)
            #expect(try await Self.units(of: "xinyi", "on=2021-06-19", in: registry) == 0)
            #expect(try await Self.units(of: "xinyi", "on=2021-06-20", in: registry) == 58)
            // What was sold before was sold in the part's books: the area has nothing of that day.
            for (day, status) in [("2021-06-19", 422), ("2021-06-20", 200)] {
                let sold = try await registry.call(
                    .post, "/v1/communities/xinyi/roll/transfers?on=\(day)&dryRun=true",
                    as: registry.bearer(.committee), RollText().row("1-1-103", "N1").text, mediaType: "text/csv")
                #expect(sold.status == status, "\(sold.text)")
            }
            let parts = try await registry.get("mergers").text
            #expect(
                parts.contains(#""after":"2""#) && parts.contains(#""heads":28"#) && parts.contains("street 2021-6"))
        }
    }

    @Test(.database) func `namesakes are one head only where their documents do not say that they are two`()
        async throws
    {
        try await Self.run { registry in
            func show(_ number: String, of ref: String, in code: String) async throws {
                let answer = try await registry.call(
                    .post, "/v1/communities/\(code)/documents", as: registry.bearer(.operator),
                    #"{"ownerRef": "\#(ref)", "number": "\#(number)"}"#)
                #expect(answer.status == 200, "\(answer.text)")
            }
            for code in ["yanye", "yaocai"] { try await show("E1234567", of: "S1", in: code) }
            try await show("E1234567", of: "S2", in: "yanye")
            try await show("E7654321", of: "S2", in: "yaocai")

            let refused = try await Self.merge(in: registry)
            #expect(try refused.slug == "owners-clash" && refused.fields == ["from[1].ownerPrefix"])
            #expect(refused.text.contains("S2") && !refused.text.contains("S1"))

            try await show("E1234567", of: "S2", in: "yaocai")
            #expect(try await Self.merge(in: registry).decode(MergerReport.self).inSeveral == 2)
        }
    }

    @Test(.database) func `the same merger again changes nothing, and what is closed stays closed`() async throws {
        try await Self.run { registry in
            #expect(try await Self.merge(in: registry, key: "once").status == 200)
            let events = try await registry.eventCount()

            #expect(try await Self.merge(in: registry, key: "once").text.contains(#""changed":true"#))
            #expect(try await Self.merge(in: registry).text.contains(#""changed":false"#))
            #expect(try await Self.merge(in: registry, dryRun: true).text.contains(#""changed":false"#))
            #expect(try await registry.eventCount() == events)
            #expect(try await registry.at("yanye").published(CommunityMerged.self).count == 1)

            let old = registry.at("yanye")
            #expect(try await old.importRoll(RollText().row("1-1-101", "A"), as: .operator).slug == "community-merged")
            let facts = #"{"code": "yanye", "name": "Salt", "jurisdiction": "beijing", "parkingCounts": true}"#
            #expect(
                try await registry.call(.post, "/v1/communities", as: registry.bearer(.operator), facts).slug
                    == "community-merged")
            let mode = #"{"mode": "pmc", "since": "2021-06-25", "basis": "x"}"#
            let managed = try await registry.call(
                .post, "/v1/communities/yanye/management", as: registry.bearer(.operator), mode)
            #expect(try managed.slug == "community-merged")
        }
    }

    @Test(.database) func `a merger that is refused changes nothing`() async throws {
        try await Self.run { registry in
            let events = try await registry.eventCount()
            let refused: [(String, String, [String])] = [
                ("2021-07-02", "day-in-future", ["on"]), ("2021-04-30", "roll-changed-since", []),
            ]
            for (day, slug, fields) in refused {
                let wish = Self.wish.replacingOccurrences(of: "2021-06-20", with: day)
                let answer = try await Self.merge(wish, in: registry)
                #expect(try answer.slug == slug && answer.fields == fields, "\(answer.text)")
            }
            let unnamed =
                #"{"from": [{"community": "yanye"}, {"community": "yaocai"}], "on": "2021-06-20", "basis": "x"}"#
            let clash = try await Self.merge(unnamed, in: registry)
            #expect(try clash.slug == "buildings-clash" && clash.fields == ["from[1].buildings"], "\(clash.text)")
            let name = #"{"before": "1", "after": "2"}"#
            let twice = unnamed.replacing("yaocai\"", with: "yaocai\", \"buildings\": [\(name), \(name)]")
            #expect(try await Self.merge(twice, in: registry).fields == ["from[1].buildings"])
            let unknown = #"{"from": [{"community": "nowhere"}], "on": "2021-06-20", "basis": "x"}"#
            #expect(try await Self.merge(unknown, in: registry).slug == "unknown-community")
            let itself = #"{"from": [{"community": "xinyi"}], "on": "2021-06-20", "basis": "x"}"#
            #expect(try await Self.merge(itself, in: registry).fields == ["from[0].community"])
            #expect(try await Self.merge(in: registry, as: .street).status == 403)
            #expect(try await registry.eventCount() == events)
            #expect(try await registry.at("yanye").published(CommunityMerged.self).isEmpty)
            #expect(try await Self.units(of: "yanye", "on=2021-07-01", in: registry) == 30)
        }
    }

    @Test(.database) func `lifts, chosen voters and accounts go along, and an owner may still see the old books`()
        async throws
    {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2021-05-01"))
            for code in ["xinyi", "yaocai"] { try await registry.register(code) }
            // The letter and the account are of runfeng, which becomes a part.
            var owner = try await registry.owner()
            let roll = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-102", "C")
            #expect(try await registry.importRoll(roll).status == 200)
            let choice = #"{"unit": "1-1-102", "ownerRef": "C"}"#
            let chosen = try await registry.call(
                .post, "/v1/communities/runfeng/roll/voter", as: registry.bearer(.committee), choice)
            #expect(chosen.status == 200)
            #expect(try await registry.importLifts("1,1,A,R1,805165,1,11,,,,Old firm,\n").status == 200)
            let mark = #"{"useMark": "M-1", "on": "2021-05-01"}"#
            _ = try await registry.call(
                .post, "/v1/communities/runfeng/lifts/1-1-A/mark", as: registry.bearer(.committee), mark)
            let other = RollText().row("2-1-101", "A", name: "Owner <A>")
            #expect(try await registry.at("yaocai").importRoll(other, as: .operator).status == 200)
            let before = try await registry.signIn(&owner)

            let wish = #"""
                {"from": [{"community": "runfeng", "buildings": [{"before": "1", "after": "7"}]}, {"community": "yaocai"}],
                 "on": "2021-05-01", "basis": "x"}
                """#
            let answer = try await Self.merge(wish, in: registry.at("xinyi"))

            #expect(answer.status == 200, "\(answer.text)")
            #expect(try answer.decode(MergerReport.self).heads == 2)
            let lifts = try await registry.at("xinyi").get("lifts").text
            #expect(lifts.contains("7-1-A") && lifts.contains("R1"))
            #expect(try await registry.get("lifts").text.contains("1-1-A") == false)
            #expect(try await registry.at("xinyi").published(LiftRecorded.self).map(\.lift.description) == ["7-1-A"])
            let units = try await registry.at("xinyi").published(UnitsRecorded.self).flatMap(\.units)
            let voter = try #require(units.first { $0.unit.description == "7-1-102" }?.voter)
            let again = RollText().row("7-1-101", "A").row("7-1-102", "B").row("7-1-102", "C").row("2-1-101", "A")
            let imported = try await registry.at("xinyi").importRoll(again, as: .operator).decode(RollImport.self)
            #expect(imported.changed.isEmpty && imported.people == 0, "\(voter)")

            let session = try await registry.signIn(&owner)
            #expect(session.subject == before.subject)
            #expect(Set(session.roles.map(\.community)) == ["runfeng", "xinyi", "yaocai"])
        }
    }

    @Test(.database) func `whoever is one owner now is known by the id of before, whenever they sign in`() async throws
    {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2021-05-01"))
            for code in ["xinyi", "yaocai"] { try await registry.register(code) }
            let (herbs, area) = (registry.at("yaocai"), registry.at("xinyi"))
            // All own in both. A has activated the letter of the part, B both letters, under two names, and C none.
            func roll(_ building: String) -> RollText {
                ["A", "B", "C"].enumerated().reduce(RollText()) { roll, owner in
                    roll.row("\(building)-1-10\(owner.offset + 1)", owner.element, name: owner.element)
                }
            }
            #expect(try await area.importRoll(roll("9"), as: .operator).status == 200)
            #expect(try await herbs.importRoll(roll("1"), as: .operator).status == 200)
            func person(_ unit: String, of registry: TestRegistry, _ login: String) async throws -> TestPerson {
                let letters = try await registry.post(
                    "/v1/communities/\(registry.community)/letters", #"{"units": ["\#(unit)"]}"#,
                    as: registry.bearer(.operator)
                ).decode(IssuedLetters.self).letters
                let answer = try await registry.activate(letters[0].code, login: login, secret: "739102")
                return TestPerson(
                    id: try answer.decode(ActivatedPerson.self).person, login: login, secret: "739102")
            }
            var alone = try await person("1-1-101", of: herbs, "owner.a")
            var former = try await person("1-1-102", of: herbs, "owner.b1")
            var kept = try await person("9-1-102", of: area, "owner.b2")
            let before = try await [registry.signIn(&alone), registry.signIn(&former), registry.signIn(&kept)]

            let wish = #"{"from": [{"community": "yaocai"}], "on": "2021-05-01", "basis": "x"}"#
            #expect(try await Self.merge(wish, in: area).decode(MergerReport.self).inSeveral == 3)

            let moved = try await registry.signIn(&alone)
            #expect(moved.subject != before[0].subject)
            #expect(try moved.claims.owners == [before[0].subject])
            #expect(Set(moved.roles.map(\.community)) == ["xinyi", "yaocai"])
            let second = try await registry.signIn(&kept)
            #expect(try second.subject == before[2].subject && second.claims.owners == [before[1].subject])
            let first = try await registry.signIn(&former)
            #expect(first.roles.isEmpty)
            #expect(try first.claims.owners == [before[2].subject], "the two accounts know that they are one person")

            var late = try await person("9-1-103", of: area, "owner.c")
            #expect(try await registry.signIn(&late).claims.owners?.count == 1)

            // The area becomes part of a larger one, in which A was known before.
            try await registry.register("city")
            let city = registry.at("city")
            let known = RollText().row("5-1-101", "A", name: "A")
            #expect(try await city.importRoll(known, as: .operator).status == 200)
            let again = #"{"from": [{"community": "xinyi"}], "on": "2021-05-01", "basis": "x"}"#
            #expect(try await Self.merge(again, in: city).status == 200)
            let session = try await registry.signIn(&alone)
            #expect(try session.claims.owners == [before[0].subject, moved.subject].sorted())
            #expect(Set(session.roles.map(\.community)) == ["city", "xinyi", "yaocai"])
        }
    }

    @Test(.database) func `an owner-unit for which nobody acts in one compound has nobody in the area either`()
        async throws
    {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2021-05-01"))
            let unit = #""ownerUnit": {"name": "Salt company"}"#
            for code in ["xinyi", "yaocai"] {
                let facts = #"{"code": "\#(code)", "name": "x", "jurisdiction": "national", \#(unit)}"#
                #expect(
                    try await registry.call(.post, "/v1/communities", as: registry.bearer(.operator), facts).status
                        < 300)
            }
            let (herbs, area) = (registry.at("yaocai"), registry.at("xinyi"))
            func roll(_ code: String) -> RollText {
                RollText().row(code, "SALT", kind: "company", name: "Salt company")
            }
            #expect(try await area.importRoll(roll("9-1-101"), as: .operator).status == 200)
            #expect(try await herbs.importRoll(roll("1-1-101"), as: .operator).status == 200)
            func letters() async throws -> TestRegistry.Reply {
                try await registry.post(
                    "/v1/communities/xinyi/letters", #"{"units": ["9-1-101"]}"#, as: registry.bearer(.operator))
            }
            let code = try await letters().decode(IssuedLetters.self).letters[0].code
            #expect(try await registry.activate(code, login: "salt.clerk", secret: "739102").status == 201)
            var clerk = TestPerson(id: "", login: "salt.clerk", secret: "739102")
            #expect(try await !registry.signIn(&clerk).roles.isEmpty)
            func end(_ code: String, _ more: String = "") async throws -> Int {
                try await registry.call(
                    .post, "/v1/communities/\(code)/owner-unit/end", as: registry.bearer(.operator),
                    #"{"goneSince": "2001-03-01", "ownerRef": "SALT"\#(more), "basis": "court"}"#
                ).status
            }
            #expect(try await end("yaocai") == 200)

            let wish = #"{"from": [{"community": "yaocai"}], "on": "2021-05-01", "basis": "x"}"#
            #expect(try await Self.merge(wish, in: area).decode(MergerReport.self).inSeveral == 1)
            #expect(try await registry.signIn(&clerk).roles.isEmpty)
            #expect(try await letters().fields == ["units[0]"])

            #expect(try await end("xinyi", #", "representedBy": "Liquidator""#) == 200)
            #expect(try await letters().status == 201)
        }
    }

    @Test(.database) func `bodies of the parts end when the area takes over, and new ones are the area's`() async throws
    {
        try await Self.run { registry in
            let old = registry.at("yanye")
            let pack = String(decoding: try TestBodies.pack().canonicalBytes(), as: UTF8.self)
            let rules = try await registry.call(
                .post, "/v1/communities/yanye/rules", as: registry.bearer(.operator), pack)
            #expect(rules.status == 200, "\(rules.text)")
            let members = (1...3).map { #"{"ownerRef": "S\#($0)"}"# }.joined(separator: ",")
            let body = #"""
                {"code": "first", "kind": "ownersCommittee", "origin": "elected", "seatedOn": "2021-05-10",
                 "members": [\#(members)]}
                """#
            func seat(_ body: String) async throws -> TestRegistry.Reply {
                try await registry.call(.post, "/v1/communities/yanye/bodies", as: registry.bearer(.operator), body)
            }
            let seated = try await seat(body)
            #expect(seated.status == 201, "\(seated.text)")

            let report = try await Self.merge(in: registry).decode(MergerReport.self)

            #expect(report.parts.first?.bodies.map(\.description) == ["first"])
            let ended = try await old.published(BodyEnded.self)
            #expect(ended.map(\.endedOn.description) == ["2021-06-20"] && ended.first?.handOverBy != nil)
            let late = try await seat(body.replacingOccurrences(of: "first", with: "second"))
            #expect(try late.slug == "community-merged")
        }
    }

    /// A letter with its mark, and the sign of kelvin, which is a K of ASCII when it is composed.
    @Test(.database, arguments: [("\u{E9}1", "e\u{301}1"), ("K1", "\u{212A}1")])
    func `two owners of a roll with two spellings of one reference are told, and nobody stays behind`(
        composed: String, spelt: String
    ) async throws {
        try await Self.run { registry in
            try await registry.run("UPDATE owner SET ref = \(composed) WHERE community = 'yanye' AND ref = 'S29'")
            try await registry.run("UPDATE owner SET ref = \(spelt) WHERE community = 'yanye' AND ref = 'S30'")

            for dryRun in [true, false] {
                let refused = try await Self.merge(in: registry, dryRun: dryRun)
                #expect(try refused.status == 409 && refused.slug == "owners-clash", "\(refused.text)")
            }
            #expect(try await registry.published(CommunitiesJoined.self).isEmpty)

            try await registry.run("UPDATE owner SET ref = 'S30' WHERE ref IS NOT NFC NORMALIZED")
            #expect(try await Self.merge(in: registry).decode(MergerReport.self).heads == 56)
        }
    }

    @Test(.database) func `what was left untold when the process died is told when it runs again`() async throws {
        try await Self.run { registry in
            #expect(try await Self.merge(in: registry).status == 200)
            // As if it had died between the area's commit and the part's.
            try await registry.run("UPDATE community SET merger_told = false WHERE code = 'yanye'")
            let told = try await registry.at("yanye").published(CommunityMerged.self).count

            try await registry.service.serving { _ in
                var now = told
                while now == told {
                    now = try await registry.at("yanye").published(CommunityMerged.self).count
                }
                #expect(now == told + 1)
            }
        }
    }
}
