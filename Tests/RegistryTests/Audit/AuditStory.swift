import HTTPTypes
import Model
import ServiceRuntime
import ServiceSupport
import Testing

@testable import Registry

/// A district whose rolls, bodies, roles and lifts have changed in many ways: for the checks of what is stored.
enum AuditStory {
    static let communities = ["runfeng", "xinyi", "yanye", "yaocai"]

    static func play(_ registry: TestRegistry) async throws {
        try registry.service.calendar.set(day: TestBodies.day("2023-05-01"))
        try await rolls(registry)
        try await compounds(registry)
        _ = try await registry.adopt(try TestBodies.pack([.committeeSmallHouseholds: "0"]))
        try await registry.start("2023-06-01")
        try await changes(registry)
        try await bodies(registry)
        _ = try await registry.adopt(try TestBodies.pack())
        try await lifts(registry)
        try await roles(registry)
        let merged = try await registry.call(
            .post, "/v1/communities/xinyi/mergers", as: registry.bearer(.operator),
            #"""
            {"from": [{"community": "yanye"}, {"community": "yaocai", "buildings": [{"before": "1", "after": "2"}]}],
             "on": "2023-06-01", "basis": "street 2023-6"}
            """#)
        #expect(merged.status == 200, "\(merged.text)")
    }

    // MARK: - Rolls

    /// Twenty owners in one building, of whom two have a flat together, and a building that declares its area.
    private static func roll(without gone: Int? = nil, area: String = "88.50") -> RollText {
        let flats = (1...20).filter { $0 != gone }.reduce(RollText()) { roll, number in
            roll.row("1-1-\(100 + number)", "R\(number)", area: number == 19 ? area : "88.50")
        }
        return flats.row("1-1-102", "R21").row("1-1-P1", "R1", area: "12.05", use: "parking")
            .row("2-1-101", "R1", source: "survey", total: "88.50")
    }

    private static func rolls(_ registry: TestRegistry) async throws {
        // A flat leaves the roll and comes back.
        for text in [roll(), roll(without: 20, area: "90.00"), roll(area: "90.00")] {
            let imported = try await registry.importRoll(text)
            #expect(imported.status == 200, "\(imported.text)")
        }
    }

    private static func changes(_ registry: TestRegistry) async throws {
        let sold = try await registry.call(
            .post, "/v1/communities/runfeng/roll/transfers?on=2023-05-20", as: registry.bearer(.committee),
            RollText().row("1-1-118", "N1").text, mediaType: "text/csv")
        #expect(sold.status == 200, "\(sold.text)")
        let chosen = try await registry.call(
            .post, "/v1/communities/runfeng/roll/voter", as: registry.bearer(.committee),
            #"{"unit": "1-1-102", "ownerRef": "R21"}"#)
        #expect(chosen.status == 200, "\(chosen.text)")
        try await registry.register(parkingCounts: true)
    }

    /// Two compounds with two owners in common, of which an area is made afterwards.
    private static func compounds(_ registry: TestRegistry) async throws {
        for code in ["xinyi", "yanye", "yaocai"] { try await registry.register(code) }
        for (code, name) in [("yanye", "S"), ("yaocai", "H")] {
            let roll = (1...6).reduce(RollText()) { roll, number in
                roll.row("1-1-\(100 + number)", number <= 2 ? "S\(number)" : "\(name)\(number)", total: "531.00")
            }
            let imported = try await registry.at(code).importRoll(roll)
            #expect(imported.status == 200, "\(imported.text)")
            let lifts = try await registry.at(code).importLifts("1,1,A,R\(code),,1,18,,,,,\n")
            #expect(lifts.status == 200, "\(lifts.text)")
        }
    }

    // MARK: - Bodies, lifts and roles

    private static func bodies(_ registry: TestRegistry) async throws {
        let first = SeatRoleTests.proposal(more: #", "alternates": [{"ownerRef": "R8"}, {"ownerRef": "R9"}]"#)
        let second = SeatRoleTests.proposal(10...14, code: "committee-2", seatedOn: "2023-05-21")
            .replacing(#""office": "member""#, with: #""office": "chair""#, maxReplacements: 1)
        for (path, body) in [
            ("", first), ("/committee/leavings", #"{"seat": 3, "cause": "resigned", "on": "2023-05-08"}"#),
            ("/committee/fillings", #"{"on": "2023-05-09"}"#),
            ("/committee/end", #"{"cause": "dissolved", "on": "2023-05-20"}"#), ("", second),
            ("/committee/hand-over", #"{"to": "committee-2", "on": "2023-05-25"}"#),
        ] {
            let answer = try await registry.body(post: path, body)
            #expect((200...201).contains(answer.status), "\(path) \(answer.text)")
        }
    }

    private static func lifts(_ registry: TestRegistry) async throws {
        let imported = try await registry.importLifts(
            "1,1,A,R1,123456,B1,18,4+13,2005-06-01,2023-06-30,某维保,010-1\n1,1,B,R2,,1,18,,,,某维保,+8610\n")
        #expect(imported.status == 200, "\(imported.text)")
        let changed = try await registry.call(
            .post, "/v1/communities/runfeng/lifts/1-1-A/maintainer", as: registry.bearer(.committee),
            #"{"maintainer": "新维保", "phone": "010-2", "on": "2023-05-04"}"#)
        #expect(changed.status == 200, "\(changed.text)")
    }

    /// A role that is confirmed, one that is only proposed and one that was taken back.
    private static func roles(_ registry: TestRegistry) async throws {
        var first = try await registry.enrolOperator("op.one")
        var second = try await registry.enrolOperator("op.two")
        let (proposer, other) = (try await registry.signIn(&first), try await registry.signIn(&second))
        var staff = try await registry.enrol("zhao", as: proposer.bearer)
        _ = try await registry.signIn(&staff)
        let path = "/v1/communities/runfeng/roles"
        for (role, step) in [("collector", "confirm"), ("street", "revoke"), ("auditor", nil)] as [(String, String?)] {
            let proposed = try await registry.post(
                path, #"{"login": "zhao", "role": "\#(role)"}"#, as: proposer.bearer)
            let grant = try proposed.decode(TestGrant.self).grant
            guard let step else { continue }
            let answer = try await registry.post("\(path)/\(grant)/\(step)", as: other.bearer)
            #expect(answer.status == 200, "\(answer.text)")
        }
    }
}
