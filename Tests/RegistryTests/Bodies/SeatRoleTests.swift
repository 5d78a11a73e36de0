import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// What a seat means for what its holder may do, and what ends by itself, over HTTP.
struct SeatRoleTests {
    /// A registry with 20 owners, of whom the first has an account with a second factor in use.
    static func run(
        _ body: @escaping @Sendable (TestRegistry, TestPerson) async throws -> Void
    ) async throws {
        try await TestRegistry.run { registry in
            #expect(try await registry.importRoll(Self.roll(of: 1...20)).status == 200)
            _ = try await registry.adopt(try TestBodies.pack([.committeeSmallHouseholds: "0"]))
            try await registry.start("2023-06-01")
            let letter = try await registry.letters(["1-1-101"]).letters[0]
            let opened = try await registry.activate(letter.code, login: "owner.a", secret: "739102")
            var owner = TestPerson(
                id: try opened.decode(ActivatedPerson.self).person, login: "owner.a", secret: "739102")
            let session = try await registry.signIn(&owner)
            let added = try await registry.post("/v1/second-factors", as: session.bearer)
            owner.totp = Totp(key: base32(try added.decode(ActivatedPerson.SecondFactor.self).key))
            try await body(registry, owner)
        }
    }

    /// Twenty units, each with an owner of the same number; those of other owners have been sold.
    private static func roll(of owners: ClosedRange<Int>, firstName: String? = nil) -> RollText {
        (1...20).reduce(RollText()) { roll, number in
            roll.row(
                "1-1-\(100 + number)", owners.contains(number) ? "R\(number)" : "N\(number)",
                name: number == 1 ? firstName : nil)
        }
    }

    static func proposal(
        _ members: ClosedRange<Int> = 1...7, code: String = "committee", kind: String = "ownersCommittee",
        origin: String = "elected", seatedOn: String = "2023-04-03", more: String = ""
    ) -> String {
        let listed = members.map { #"{"ownerRef": "R\#($0)", "office": "\#($0 == 1 ? "chair" : "member")"}"# }
        return """
            {"code": "\(code)", "kind": "\(kind)", "origin": "\(origin)", "seatedOn": "\(seatedOn)",
             "members": [\(listed.joined(separator: ", "))]\(more)}
            """
    }

    private struct Grants: Decodable {
        let roles: [Grant]

        struct Grant: Decodable {
            let grant: String
            let person: String
            let role: String
            let state: String
            let body: String?
            let seat: Int64?
            let until: String?
            let proposedBy: String
        }
    }

    private static func grants(_ registry: TestRegistry) async throws -> [Grants.Grant] {
        try await registry.get("roles", as: registry.bearer(.operator)).decode(Grants.self).roles
    }

    /// Signs in a member whose seat and role are confirmed.
    private static func inOffice(_ owner: inout TestPerson, _ registry: TestRegistry) async throws -> TestSession {
        #expect(try await registry.body(post: "", proposal(), as: .street).status == 201)
        _ = try await registry.signIn(&owner)
        let grant = try #require(try await grants(registry).first)
        let path = "/v1/communities/runfeng/roles/\(grant.grant)/confirm"
        #expect(try await registry.post(path, as: registry.otherOperator()).status == 200)
        let session = try await registry.signIn(&owner)
        #expect(session.roles.flatMap(\.roles) == ["owner", "committee"])
        return session
    }

    @Test(.database) func `a seat proposes the role, another person confirms it, and it ends with the seat`()
        async throws
    {
        try await Self.run { registry, person in
            var owner = person
            #expect(try await registry.body(post: "", Self.proposal(), as: .street).status == 201)
            let grant = try #require(try await Self.grants(registry).first)
            #expect(grant.person == owner.id && grant.role == "committee" && grant.state == "proposed")
            #expect(grant.body == "committee" && grant.seat == 1 && grant.until == "2028-04-03")
            #expect(try await registry.signIn(&owner).roles.flatMap(\.roles) == ["owner"])

            let path = "/v1/communities/runfeng/roles/\(grant.grant)/confirm"
            // The street's token of these tests is the proposer.
            #expect(try await registry.post(path, as: registry.bearer(.street)).slug == "same-person")
            // And the operator has made the letter.
            #expect(try await registry.post(path, as: registry.bearer(.operator)).slug == "same-person")
            #expect(try await registry.post(path, as: registry.otherOperator()).status == 200)
            var session = try await registry.signIn(&owner)
            #expect(session.roles.flatMap(\.roles) == ["owner", "committee"])

            let suspended = try await registry.body(
                post: "/committee/suspensions",
                #"{"seat": 1, "cause": "absences", "decidedBy": "street", "from": "2023-05-04", "until": "2023-06-30"}"#
            )
            #expect(suspended.status == 200, "\(suspended.text)")
            session = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            #expect(session.roles.flatMap(\.roles) == ["owner"], "neither votes nor acts")
            #expect(try await Self.grants(registry).map(\.state) == ["suspended"])
            try await registry.start("2023-07-01")
            #expect(try await registry.published(BodySuspensionEnded.self).map(\.end) == [.lapsed])
            session = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            #expect(session.roles.flatMap(\.roles) == ["owner", "committee"])

            let left = try await registry.body(
                post: "/committee/leavings", #"{"seat": 1, "cause": "resigned", "on": "2023-07-01"}"#)
            #expect(left.status == 200, "\(left.text)")
            session = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            #expect(session.roles.flatMap(\.roles) == ["owner"])
            #expect(try await Self.grants(registry).map(\.state) == ["over"])
        }
    }

    @Test(.database) func `the role rests while the member owns nothing there, and comes back with what they own`()
        async throws
    {
        try await Self.run { registry, person in
            var owner = person
            var session = try await Self.inOffice(&owner, registry)
            #expect(try await registry.importRoll(Self.roll(of: 2...20)).status == 200)
            session = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            #expect(session.roles.isEmpty)
            #expect(try await registry.signIn(&owner).roles.isEmpty)
            #expect(try await Self.grants(registry).map(\.state) == ["suspended"])

            #expect(try await registry.importRoll(Self.roll(of: 1...20)).status == 200)
            session = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            #expect(session.roles.flatMap(\.roles) == ["owner", "committee"])
            #expect(try await Self.grants(registry).map(\.state) == ["inForce"])
        }
    }

    @Test(.database) func `the role does not come back with the member's reference when somebody else has it`()
        async throws
    {
        try await Self.run { registry, person in
            var owner = person
            var session = try await Self.inOffice(&owner, registry)
            #expect(try await registry.importRoll(Self.roll(of: 2...20)).status == 200)
            #expect(try await registry.importRoll(Self.roll(of: 1...20, firstName: "Another")).status == 200)
            session = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            #expect(session.roles.isEmpty)
            #expect(try await registry.signIn(&owner).roles.isEmpty)

            let letter = try await registry.letters(["1-1-101"]).letters[0]
            #expect(try await registry.activate(letter.code, login: "owner.b", secret: "864209").status == 201)
            #expect(try await registry.signIn(&owner).roles.isEmpty)
            #expect(try await Self.grants(registry).map(\.state) == ["suspended"])
        }
    }

    @Test(.database) func `the role ends with the body, and is not proposed twice for a seat`() async throws {
        try await Self.run { registry, person in
            #expect(try await registry.body(post: "", Self.proposal()).status == 201)
            let assigned = try await registry.body(
                post: "/committee/offices", #"{"seat": 2, "office": "deputy", "on": "2023-05-04"}"#)
            #expect(assigned.status == 200)
            #expect(try await Self.grants(registry).count == 1)
            let end = try await registry.body(
                post: "/committee/end", #"{"cause": "dissolved", "on": "2023-06-01"}"#)
            #expect(end.status == 200, "\(end.text)")
            let grant = try #require(try await Self.grants(registry).first)
            #expect(grant.state == "over")
            let path = "/v1/communities/runfeng/roles/\(grant.grant)/confirm"
            #expect(try await registry.post(path, as: registry.bearer(.street)).slug == "grant-closed")
        }
    }

    @Test(.database) func `a seat's role that a handed-over code makes a proposal again goes with the seat still`()
        async throws
    {
        try await Self.run { registry, person in
            var owner = person
            #expect(try await registry.body(post: "", Self.proposal(), as: .street).status == 201)
            _ = try await registry.signIn(&owner)
            let first = try #require(try await Self.grants(registry).first)
            let roles = "/v1/communities/runfeng/roles"
            let confirmed = try await registry.post("\(roles)/\(first.grant)/confirm", as: registry.otherOperator())
            #expect(confirmed.status == 200, "\(confirmed.text)")

            let code = try await registry.post("/v1/people/\(owner.id)/code", as: registry.bearer(.operator))
                .decode(IssuedCode.self).code
            #expect(try await registry.activate(code, secret: "864209").status == 201)
            owner.secret = "864209"
            var session = try await registry.signIn(&owner, withCode: false)
            let added = try await registry.post("/v1/second-factors", as: session.bearer)
            owner.totp = Totp(key: base32(try added.decode(ActivatedPerson.SecondFactor.self).key))
            session = try await registry.signIn(&owner)
            #expect(session.secondFactor && session.roles.flatMap(\.roles) == ["owner"])
            let assigned = try await registry.body(
                post: "/committee/offices", #"{"seat": 2, "office": "deputy", "on": "2023-05-04"}"#)
            #expect(assigned.status == 200)
            let list = try await Self.grants(registry)
            #expect(list.map(\.state) == ["revoked", "proposed"], "nor is it proposed once more for the seat")
            let anew = try #require(list.last)
            #expect(anew.body == "committee" && anew.seat == first.seat && anew.until == first.until)
            #expect(anew.proposedBy != first.proposedBy)

            let path = "\(roles)/\(anew.grant)/confirm"
            #expect(try await registry.post(path, as: registry.otherOperator()).status == 200)
            session = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            #expect(session.roles.flatMap(\.roles) == ["owner", "committee"])
            let left = try await registry.body(
                post: "/committee/leavings", #"{"seat": 1, "cause": "resigned", "on": "2023-06-01"}"#)
            #expect(left.status == 200, "\(left.text)")
            session = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            #expect(session.roles.flatMap(\.roles) == ["owner"])
            #expect(try await Self.grants(registry).map(\.state) == ["revoked", "over"])
        }
    }

    @Test(.database) func `whoever activates after being seated gets the role proposed with the next change`()
        async throws
    {
        try await Self.run { registry, _ in
            #expect(try await registry.body(post: "", Self.proposal(2...8)).status == 201)
            #expect(try await Self.grants(registry).isEmpty)
            let letter = try await registry.letters(["1-1-102"]).letters[0]
            #expect(try await registry.activate(letter.code, login: "owner.b", secret: "739102").status == 201)
            _ = try await registry.body(
                post: "/committee/offices", #"{"seat": 1, "office": "chair", "on": "2023-05-04"}"#)
            #expect(try await Self.grants(registry).map(\.seat) == [1])
        }
    }

    @Test(.database) func `a property management committee ends by itself when the committee takes office`()
        async throws
    {
        try await Self.run { registry, _ in
            let pmc = Self.proposal(
                11...17, code: "pmc", kind: "propertyManagementCommittee", origin: "appointed", seatedOn: "2022-04-04")
            #expect(try await registry.body(post: "", pmc).status == 201)
            #expect(try await registry.body(post: "?dryRun=true", Self.proposal()).status == 200)
            #expect(try await registry.published(BodyEnded.self).isEmpty)
            #expect(try await registry.body(post: "", Self.proposal()).status == 201)

            let ended = try await registry.published(BodyEnded.self)
            #expect(ended.map(\.body.description) == ["pmc"] && ended.map(\.cause) == [.committeeElected])
            #expect(ended.first?.handOverBy?.description == "2023-04-13")
            let shown = try await registry.get("bodies/pmc", as: registry.bearer(.committee)).decode(BodyReport.self)
            #expect(shown.state == .handOverOverdue && shown.ending?.on.description == "2023-04-03")
        }
    }
}
