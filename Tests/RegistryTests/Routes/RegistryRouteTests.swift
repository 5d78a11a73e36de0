import Foundation
import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct RegistryRouteTests {
    // MARK: - Communities

    @Test(.database) func `a community is registered once and published when a fact changes`() async throws {
        try await TestRegistry.run { registry in
            try await registry.register()
            #expect(try await registry.published(CommunityRegistered.self).count == 1)

            let body = #"{"code": "runfeng", "name": "润枫欣尚", "jurisdiction": "beijing", "fundStatus": "none"}"#
            let answer = try await registry.call(
                .post, "/v1/communities", as: registry.bearer(.operator), body)

            #expect(answer.status == 200)
            #expect(try await registry.published(CommunityRegistered.self).map(\.name) == ["Runfeng", "润枫欣尚"])
        }
    }

    @Test(.database) func `of a known community what is left out stays, and null takes it away`() async throws {
        try await TestRegistry.run { registry in
            let operatorToken = try await registry.bearer(.operator)
            func say(_ facts: String) async throws -> CommunityRegistered? {
                let answer = try await registry.call(
                    .post, "/v1/communities", as: operatorToken, #"{"code": "runfeng"\#(facts)}"#)
                #expect(answer.status == 200, "\(answer.text)")
                return try await registry.published(CommunityRegistered.self).last
            }
            let facts = #", "parkingCounts": true, "street": "南磨房", "ownerUnit": {"name": "厂"}"#
            let whole = try #require(try await say(#", "fundStatus": "sufficient""# + facts))
            #expect(whole.name == "Runfeng" && whole.jurisdiction == "beijing" && whole.ownerUnit?.name == "厂")

            let renamed = try #require(try await say(#", "name": "新名""#))
            #expect(renamed.name == "新名" && renamed.jurisdiction == "beijing" && renamed.fundStatus == .sufficient)
            #expect(renamed.parkingCounts && renamed.street == "南磨房" && renamed.ownerUnit == whole.ownerUnit)

            let less = try #require(
                try await say(#", "fundStatus": null, "parkingCounts": null, "street": null, "ownerUnit": null"#))
            #expect(less.name == "新名" && less.fundStatus == .none && !less.parkingCounts)
            #expect(less.street == nil && less.ownerUnit == nil)
            let events = try await registry.eventCount()
            _ = try await say("")
            #expect(try await registry.eventCount() == events)
        }
    }

    @Test(.database) func `a community stays where its rules are from`() async throws {
        try await TestRegistry.run { registry in
            let operatorToken = try await registry.bearer(.operator)
            func move(to jurisdiction: String) async throws -> TestRegistry.Reply {
                try await registry.call(
                    .post, "/v1/communities", as: operatorToken,
                    #"{"code": "runfeng", "jurisdiction": "\#(jurisdiction)"}"#)
            }
            let pack = String(decoding: try TestBodies.pack().canonicalBytes(), as: UTF8.self)
            func adopt(_ jurisdiction: String) async throws -> TestRegistry.Reply {
                try await registry.call(
                    .post, "/v1/communities/runfeng/rules", as: operatorToken,
                    pack.replacingOccurrences(of: #""national""#, with: #""\#(jurisdiction)""#))
            }
            #expect(try await move(to: "hangzhou").status == 200)
            #expect(try await adopt("hangzhou").status == 200)

            #expect(try await move(to: "beijing").slug == "rules-of-other-jurisdiction")

            #expect(try await adopt("national").status == 200)
            #expect(try await move(to: "beijing").status == 200)
        }
    }

    @Test(.database) func `communities are listed in pages`() async throws {
        try await TestRegistry.run { registry in
            for code in ["b", "a", "c"] { try await registry.register(code) }

            let first = try await registry.call(.get, "/v1/communities?limit=3").decode(Page.self)
            let second = try await registry.call(
                .get, "/v1/communities?limit=3&cursor=\(first.next ?? "")"
            ).decode(Page.self)

            #expect(first.communities.map(\.code) == ["a", "b", "c"])
            #expect(second.communities.map(\.code) == ["runfeng"])
            #expect(second.next == nil)
        }
    }

    @Test(
        .database,
        arguments: [
            (#"{"code": "a b", "name": "x", "jurisdiction": "national"}"#, "code"),
            (#"{"code": "a", "name": "  ", "jurisdiction": "national"}"#, "name"),
            (#"{"code": "a", "name": "x", "jurisdiction": "national", "fundStatus": "much"}"#, "fundStatus"),
            (#"{"code": "a", "name": "x"}"#, "jurisdiction"), (#"{"code": "a", "jurisdiction": "national"}"#, "name"),
            (#"{"code": "runfeng", "name": null}"#, "name"),
        ])
    func `a wrong field of a community is named`(body: String, field: String) async throws {
        try await TestRegistry.run { registry in
            let answer = try await registry.call(
                .post, "/v1/communities", as: registry.bearer(.operator), body)

            #expect(answer.status == 400)
            #expect(try answer.fields == [field])
        }
    }

    private struct Page: Decodable {
        let communities: [Item]
        let next: String?

        struct Item: Decodable { let code: String }
    }

    // MARK: - Lifts

    @Test(.database) func `lifts are recorded, and sent again only when changed`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("3-1-101", "A"))
            let rows = "3,1,A,R1,123,1,18,4+13,2005-06-01,,x,1\n3,1,B,R2,,1,18,,,,,\n"

            let preview = try await registry.importLifts(rows, dryRun: true).decode(LiftImport.self)
            #expect(preview.added.map(\.description) == ["3-1-A", "3-1-B"])
            #expect(try await registry.published(LiftRecorded.self).isEmpty)
            #expect(try await registry.importLifts(rows).status == 200)
            let second = try await registry.importLifts("3,1,B,R2,,1,20,,,,,\n").decode(LiftImport.self)

            #expect(second.changed.map(\.description) == ["3-1-B"])
            #expect(second.absent.map(\.description) == ["3-1-A"])
            let published = try await registry.published(LiftRecorded.self)
            #expect(published.map(\.lift.description) == ["3-1-A", "3-1-B", "3-1-B"])
            #expect(published.map(\.lastFloor) == ["18", "18", "20"])
            #expect(published[0].skips == ["4", "13"])
            let list = try await registry.get("lifts")
            #expect(list.text.contains(#""lift":"3-1-A""#))
        }
    }

    @Test(.database) func `two lifts exchange their registration codes, but do not share one`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importLifts("3,1,A,R1,,1,18,,,,,\n3,1,B,R2,,1,18,,,,,\n")

            #expect(try await registry.importLifts("3,1,A,R2,,1,18,,,,,\n3,1,B,R1,,1,18,,,,,\n").status == 200)
            for dryRun in [true, false] {
                let taken = try await registry.importLifts(
                    "3,1,D,R4,,1,18,,,,,\n3,1,C,R1,,1,18,,,,,\n", dryRun: dryRun)

                #expect(taken.status == 422, "\(dryRun)")
                #expect(try taken.fields == ["registration_code"] && taken.lines == [3])
            }
            #expect(try await registry.published(LiftRecorded.self).count == 4)
        }
    }

    /// Help would come to the wrong one of them (R-L-54).
    @Test(.database) func `two lifts exchange their rescue codes, but do not share one, and several may have none`()
        async throws
    {
        try await TestRegistry.run { registry in
            let rows = "3,1,A,R1,1001,1,18,,,,,\n3,1,B,R2,1002,1,18,,,,,\n3,1,C,R3,,1,18,,,,,\n"
            #expect(try await registry.importLifts(rows).status == 200)

            let exchanged = "3,1,A,R1,1002,1,18,,,,,\n3,1,B,R2,1001,1,18,,,,,\n"
            #expect(try await registry.importLifts(exchanged).status == 200)
            for dryRun in [true, false] {
                let taken = try await registry.importLifts(
                    "3,1,D,R4,,1,18,,,,,\n3,1,E,R5,1001,1,18,,,,,\n", dryRun: dryRun)

                #expect(taken.status == 422, "\(dryRun)")
                #expect(try taken.fields == ["rescue_code"] && taken.lines == [3])
            }
            #expect(try await registry.published(LiftRecorded.self).count == 5)
        }
    }

    @Test(.database) func `a lift that stands nowhere on the roll is refused`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("3-1-101", "A"))

            let answer = try await registry.importLifts("4,1,A,R1,,1,18,,,,,\n")

            #expect(answer.status == 422)
            #expect(try answer.fields == ["entrance"] && answer.lines == [2])
        }
    }

    // MARK: - Rules

    @Test(.database) func `a rule pack is adopted once and published with its hash`() async throws {
        try await TestRegistry.run { registry in
            let pack = String(decoding: try Self.pack("beijing").canonicalBytes(), as: UTF8.self)
            let path = "/v1/communities/runfeng/rules"

            #expect(try await registry.get("rules").slug == "no-rules")
            let first = try await registry.call(.post, path, as: registry.bearer(.operator), pack)
            let again = try await registry.call(.post, path, as: registry.bearer(.operator), pack)

            #expect(first.status == 200, "\(first.text)")
            #expect(try again.decode(AdoptedRules.self) == first.decode(AdoptedRules.self))
            let published = try await registry.published(RulesAdopted.self)
            #expect(published == [RulesAdopted(pack: try Self.pack("beijing"), hash: try Self.pack("beijing").hash())])
            #expect(try await registry.get("rules").decode(AdoptedRules.self).pack == Self.pack("beijing"))
        }
    }

    @Test(.database) func `an incomplete pack and another city's are refused`() async throws {
        try await TestRegistry.run { registry in
            let path = "/v1/communities/runfeng/rules"
            let operatorToken = try await registry.bearer(.operator)
            func adopt(_ pack: RulePack) async throws -> TestRegistry.Reply {
                let text = String(decoding: try pack.canonicalBytes(), as: UTF8.self)
                return try await registry.call(.post, path, as: operatorToken, text)
            }

            #expect(try await adopt(Self.pack("shanghai")).slug == "rules-of-other-jurisdiction")
            #expect(try await adopt(Self.pack("beijing", without: .raiseFund)).slug == "rules-incomplete")
            let whole = try Self.pack("beijing")
            let bare = RulePack(
                jurisdiction: whole.jurisdiction, version: whole.version, participation: whole.participation,
                approval: whole.approval, duplicates: whole.duplicates, silentBallots: whole.silentBallots)
            #expect(try await adopt(bare).slug == "rules-incomplete")
            #expect(try await registry.get("rules").slug == "no-rules")
            #expect(try await adopt(Self.pack("national")).status == 200)
        }
    }

    @Test(.database) func `a pack that asks less than the law is refused with its field`() async throws {
        try await TestRegistry.run { registry in
            let pack = try Self.pack("beijing", raising: Self.threshold(2, 3, .atLeast))

            let answer = try await registry.call(
                .post, "/v1/communities/runfeng/rules", as: registry.bearer(.operator),
                String(decoding: try pack.canonicalBytes(), as: UTF8.self))

            #expect(answer.status == 422)
            #expect(try answer.slug == "rules-below-law")
            #expect(try answer.fields == ["approval.raiseFund"])
            #expect(try await registry.get("rules").slug == "no-rules")
        }
    }

    @Test(.database, arguments: [("parameters", "proxyLimit"), ("approval", "raiseFund")])
    func `a pack with a misspelt name is refused with the place of it and the names that there are`(
        object: String, name: String
    ) async throws {
        try await TestRegistry.run { registry in
            let pack = String(decoding: try Self.pack("beijing").canonicalBytes(), as: UTF8.self)
            let misspelt = pack.replacingOccurrences(of: "\"\(name)\"", with: "\"\(name)s\"")
            try #require(misspelt != pack)

            let answer = try await registry.call(
                .post, "/v1/communities/runfeng/rules", as: registry.bearer(.operator), misspelt)

            #expect(answer.status == 400)
            #expect(try answer.slug == "invalid-fields")
            #expect(try answer.fields == [object])
            #expect(answer.text.contains(#""line":1,"column":"#) && answer.text.contains(name), "\(answer.text)")
            #expect(try await registry.get("rules").slug == "no-rules")
        }
    }

    private static func threshold(
        _ numerator: Int64, _ denominator: Int64, _ comparison: Ratio.Comparison
    ) throws -> RulePack.Threshold {
        RulePack.Threshold(
            ratio: try Ratio(numerator, denominator), comparison: comparison, source: "art. 278", grade: .primary)
    }

    /// What the law asks, of every kind three quarters, but of `raising` as given.
    private static func pack(
        _ jurisdiction: String, without kind: MatterKind? = nil, raising: RulePack.Threshold? = nil
    ) throws -> RulePack {
        let quarters = try threshold(3, 4, .atLeast)
        let kinds = MatterKind.allCases.filter { $0 != kind }
        return RulePack(
            jurisdiction: jurisdiction, version: "1", participation: try threshold(2, 3, .atLeast),
            approval: Dictionary(
                uniqueKeysWithValues: kinds.map { ($0, $0 == .raiseFund ? raising ?? quarters : quarters) }),
            duplicates: .init(policy: .firstCounts, source: "R-M-27", grade: .design),
            silentBallots: .init(policy: .off, source: "R-S-04", grade: .design),
            parameters: try TestBodies.pack().parameters)
    }

    // MARK: - The day

    @Test(.database) func `a day is told to every community once, and to one that comes later`() async throws {
        try await TestRegistry.run { registry in
            try await registry.register("other")
            func start(_ day: String) async throws -> TestRegistry.Reply {
                try await registry.call(
                    .post, "/v1/day", as: registry.bearer(.operator), #"{"day": "\#(day)"}"#)
            }

            #expect(try await start("2023-07-17").status == 200)
            #expect(try await start("2023-07-17").status == 200)
            let past = try await start("2023-07-16")
            try await registry.register("late")

            #expect(past.status == 409)
            #expect(try past.slug == "day-in-past")
            for code in ["runfeng", "other", "late"] {
                let days = try await registry.service.published(
                    DayStarted.self, of: try CommunityID(parsing: code))
                #expect(days.map(\.day.description) == ["2023-07-17"], "\(code)")
            }
            let day = try await registry.call(.get, "/v1/day")
            #expect(day.text == #"{"day":"2023-07-17","isScenario":true}"#)
        }
    }

    @Test(.database) func `a district that lives by the clock refuses a day`() async throws {
        try await TestRegistry.run(isScenarioDistrict: false) { registry in
            let answer = try await registry.call(
                .post, "/v1/day", as: registry.bearer(.operator), #"{"day": "2023-07-17"}"#)

            #expect(answer.status == 409)
            #expect(try answer.slug == "no-scenario-district")
            #expect(try await registry.published(DayStarted.self).isEmpty)
        }
    }

    // MARK: - Tokens

    @Test(.database) func `an owner's token has the owner's id as its subject`() async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.importRoll(RollText().row("1-1-101", "A"))
            let body = #"{"ownerRef": "A", "community": "runfeng", "roles": ["owner"]}"#

            let token = try await registry.token(body).decode(TestRegistry.Token.self)

            let unit = try await registry.published(UnitsRecorded.self).first?.units.first
            #expect(token.subject == unit?.voter.description)
        }
    }

    @Test(
        .database,
        arguments: [
            (#"{"ownerRef": "Z", "community": "runfeng", "roles": ["owner"]}"#, 404),
            (#"{"ownerRef": "A", "roles": ["owner"]}"#, 400),
            (#"{"subject": "x", "ownerRef": "A", "community": "runfeng", "roles": ["owner"]}"#, 400),
            (#"{"subject": "x", "community": "runfeng", "roles": []}"#, 400),
            (#"{"subject": "x", "community": "runfeng", "roles": ["operator"]}"#, 400),
            (#"{"subject": "x", "community": "runfeng", "roles": ["king"]}"#, 400),
            (#"{"subject": "x", "community": "runfeng", "roles": ["owner"], "lifetimeSeconds": 90000}"#, 400),
            (#"{"subject": "x", "community": "runfeng", "roles": ["owner"], "lifetimeSeconds": -1}"#, 400),
        ])
    func `a token that makes no sense is refused`(body: String, status: Int) async throws {
        try await TestRegistry.run { registry in
            let reply = try await registry.token(body)

            #expect(reply.status == status, "\(reply.text)")
        }
    }

    @Test(.database) func `tokens are made for peers only, and only where the district allows it`() async throws {
        let body = #"{"subject": "x", "roles": [], "operator": true}"#
        try await TestRegistry.run { registry in
            #expect(try await registry.token(body, as: nil).status == 401)
            #expect(try await registry.token(body, as: registry.bearer(.operator)).status == 403)
            #expect(try await registry.token(body, as: "Internal guess").status == 401)
            let keys = try await registry.call(.get, "/v1/keys")
            #expect(keys.text.contains("Ed25519"))
        }
        try await TestRegistry.run(issuesTokens: false) { registry in
            let reply = try await registry.token(body)

            #expect(try reply.slug == "development-tokens-off")
        }
    }
}
