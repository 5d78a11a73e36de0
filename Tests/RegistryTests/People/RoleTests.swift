import Foundation
import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct RoleTests {
    private static let roles = "/v1/communities/runfeng/roles"

    /// Two operators who have signed in, and somebody of the staff who has no role yet.
    private struct Cast {
        let first: TestSession
        let second: TestSession
        var staff: TestPerson
    }

    private func cast(_ registry: TestRegistry) async throws -> Cast {
        var first = try await registry.enrolOperator("op.one")
        var second = try await registry.enrolOperator("op.two")
        let session = try await registry.signIn(&first)
        var staff = try await registry.enrol("zhao", as: session.bearer)
        _ = try await registry.signIn(&staff)
        return Cast(first: session, second: try await registry.signIn(&second), staff: staff)
    }

    private func propose(
        _ registry: TestRegistry, _ wish: String, as session: TestSession, path: String = Self.roles
    ) async throws -> TestGrant {
        let answer = try await registry.post(path, #"{"login": "zhao", \#(wish)}"#, as: session.bearer)
        guard (200...201).contains(answer.status) else { throw TestRegistry.Unexpected(answer: answer) }
        return try answer.decode(TestGrant.self)
    }

    @Test(.database) func `a role counts when somebody else has confirmed it`() async throws {
        try await TestRegistry.run { registry in
            var cast = try await cast(registry)
            let grant = try await propose(registry, #""role": "collector""#, as: cast.first)
            #expect(grant.state == "proposed")
            let again = try await propose(registry, #""role": "collector""#, as: cast.first)
            #expect(again.grant == grant.grant)
            #expect(try await registry.signIn(&cast.staff).roles.isEmpty)

            let path = "\(Self.roles)/\(grant.grant)/confirm"
            #expect(try await registry.post(path, as: cast.first.bearer).slug == "same-person")
            let confirmed = try await registry.post(path, as: cast.second.bearer)
            #expect(try confirmed.decode(TestGrant.self).state == "inForce")
            #expect(try await registry.post(path, as: cast.second.bearer).status == 200, "said twice")
            #expect(try await registry.post(path, as: cast.first.bearer).slug == "grant-closed")

            let session = try await registry.signIn(&cast.staff)
            #expect(session.roles == [.init(community: "runfeng", roles: ["collector"])])
            let events = try await registry.doorEvents()
            #expect(events.contains("roleProposed") && events.contains("roleConfirmed"))
        }
    }

    @Test(.database) func `nobody confirms a role of their own, nor under another of their names`() async throws {
        try await TestRegistry.run { registry in
            var cast = try await cast(registry)
            let wide = try await propose(registry, #""role": "operator""#, as: cast.first, path: "/v1/roles")
            #expect(try await registry.post("/v1/roles/\(wide.grant)/confirm", as: cast.second.bearer).status == 200)
            let session = try await registry.signIn(&cast.staff)
            #expect(session.operator)
            let grant = try await propose(registry, #""role": "street""#, as: cast.first)
            let own = try await registry.post("\(Self.roles)/\(grant.grant)/confirm", as: session.bearer)
            #expect(try own.slug == "same-person")

            // An owner's token has another subject than their account; it is the same person all the same.
            var owner = try await registry.owner("op.owner")
            let ownerSession = try await registry.signIn(&owner)
            let signatories = try await registry.service.pool.withTransaction { transaction in
                let accounts = AccountStore()
                return [
                    try await accounts.signatory(ownerSession.subject, in: transaction),
                    try await accounts.signatory(owner.id, in: transaction),
                ]
            }
            #expect(ownerSession.subject != owner.id && Set(signatories.map(\.name)) == [owner.id])
        }
    }

    @Test(.database) func `a token carries what is in force on the district's day`() async throws {
        try await TestRegistry.run { registry in
            func start(_ day: String) async throws {
                let answer = try await registry.call(
                    .post, "/v1/day", as: registry.bearer(.operator), #"{"day": "\#(day)"}"#)
                #expect(answer.status == 200)
            }
            try await start("2023-07-17")
            var cast = try await cast(registry)
            let grant = try await propose(
                registry, #""role": "scrutineer", "from": "2023-07-18", "until": "2023-07-19""#, as: cast.first)
            let confirmed = try await registry.post("\(Self.roles)/\(grant.grant)/confirm", as: cast.second.bearer)
            #expect(try confirmed.decode(TestGrant.self).state == "coming")
            var session = try await registry.signIn(&cast.staff)
            for (day, roles) in [
                ("2023-07-17", []), ("2023-07-18", ["scrutineer"]), ("2023-07-19", ["scrutineer"]), ("2023-07-20", []),
            ] as [(String, [String])] {
                try await start(day)
                session = try await registry.refresh(session.refreshToken).decode(TestSession.self)
                #expect(session.roles.flatMap(\.roles) == roles, "\(day)")
            }
            let list = try await registry.call(.get, Self.roles, as: cast.first.bearer)
            #expect(list.text.contains(#""state":"over""#))
            let late = try await registry.post(
                Self.roles, #"{"login": "zhao", "role": "street", "from": "2023-07-18", "until": "2023-07-17"}"#,
                as: cast.first.bearer)
            #expect(try late.fields == ["until"])
        }
    }

    @Test(.database) func `who works for the property company is known for it without the second factor`() async throws
    {
        try await TestRegistry.run { registry in
            let cast = try await cast(registry)
            var owner = try await registry.owner("zhao.owner")
            var session = try await registry.signIn(&owner)
            #expect(try session.claims.propertyStaff == nil)
            let added = try await registry.post("/v1/second-factors", as: session.bearer)
            owner.totp = Totp(key: base32(try added.decode(ActivatedPerson.SecondFactor.self).key))
            _ = try await registry.signIn(&owner)
            let proposed = try await registry.post(
                Self.roles, #"{"login": "zhao.owner", "role": "property"}"#, as: cast.first.bearer
            ).decode(TestGrant.self)
            session = try await registry.signIn(&owner, withCode: false)
            #expect(try session.claims.propertyStaff == nil, "one alone says nothing of anybody")

            let grant = "\(Self.roles)/\(proposed.grant)"
            #expect(try await registry.post("\(grant)/confirm", as: cast.second.bearer).status == 200)
            session = try await registry.signIn(&owner, withCode: false)
            #expect(session.roles == [.init(community: "runfeng", roles: ["owner"])])
            #expect(try session.claims.propertyStaff == ["runfeng"])
            session = try await registry.signIn(&owner)
            #expect(session.roles == [.init(community: "runfeng", roles: ["owner", "property"])])

            #expect(try await registry.post("\(grant)/revoke", as: cast.first.bearer).status == 200)
            session = try await registry.refresh(session.refreshToken).decode(TestSession.self)
            #expect(try session.claims.propertyStaff == nil)
        }
    }

    @Test(.database) func `a role that is taken back is gone with the next token`() async throws {
        try await TestRegistry.run { registry in
            var cast = try await cast(registry)
            let grant = try await propose(registry, #""role": "auditor""#, as: cast.first)
            _ = try await registry.post("\(Self.roles)/\(grant.grant)/confirm", as: cast.second.bearer)
            let session = try await registry.signIn(&cast.staff)
            #expect(session.roles.count == 1)
            let revoked = try await registry.post("\(Self.roles)/\(grant.grant)/revoke", as: cast.first.bearer)
            #expect(try revoked.decode(TestGrant.self).state == "revoked")
            #expect(try await registry.refresh(session.refreshToken).decode(TestSession.self).roles.isEmpty)
            let confirm = try await registry.post("\(Self.roles)/\(grant.grant)/confirm", as: cast.second.bearer)
            #expect(try confirm.slug == "grant-closed")
            let again = try await propose(registry, #""role": "auditor""#, as: cast.first)
            #expect(again.grant != grant.grant)
        }
    }

    @Test(.database) func `a role in one community opens nothing in another`() async throws {
        try await TestRegistry.run { registry in
            try await registry.register("other")
            var cast = try await cast(registry)
            let grant = try await propose(registry, #""role": "street""#, as: cast.first)
            _ = try await registry.post("\(Self.roles)/\(grant.grant)/confirm", as: cast.second.bearer)
            let street = try await registry.signIn(&cast.staff)
            let foreign = try await propose(
                registry, #""role": "auditor""#, as: cast.first, path: "/v1/communities/other/roles")

            #expect(try await registry.call(.get, Self.roles, as: street.bearer).status == 200)
            for path in ["/v1/communities/other/roles", "/v1/roles", "/v1/looks", "/v1/people"] {
                #expect(try await registry.call(.get, path, as: street.bearer).slug == "role-required", "\(path)")
            }
            let theirs = "/v1/communities/other/roles/\(foreign.grant)"
            #expect(try await registry.post("\(theirs)/confirm", as: street.bearer).slug == "role-required")
            // Nor by way of one's own community, or the district's.
            for path in ["\(Self.roles)/\(foreign.grant)", "/v1/roles/\(foreign.grant)"] {
                let answer = try await registry.post("\(path)/confirm", as: cast.second.bearer)
                #expect(try answer.slug == "unknown-grant")
            }
        }
    }

    @Test(.database) func `an owner of the committee needs the second factor for it, not for voting`() async throws {
        try await TestRegistry.run { registry in
            let cast = try await cast(registry)
            var owner = try await registry.owner("owner.a")
            let answer = try await registry.post(
                Self.roles, #"{"login": "owner.a", "role": "committee"}"#, as: cast.first.bearer)
            let path = "\(Self.roles)/\(try answer.decode(TestGrant.self).grant)/confirm"
            // A PIN that somebody has seen must not be enough to get the role.
            #expect(try await registry.post(path, as: cast.second.bearer).slug == "second-factor-missing")

            let session = try await registry.signIn(&owner)
            let factor = try await registry.post("/v1/second-factors", as: session.bearer)
                .decode(ActivatedPerson.SecondFactor.self)
            owner.totp = Totp(key: base32(factor.key))
            #expect(try await registry.signIn(&owner).secondFactor)
            #expect(try await registry.post("/v1/second-factors", as: session.bearer).slug == "second-factor-exists")
            #expect(try await registry.post(path, as: cast.second.bearer).status == 200)

            #expect(try await registry.signIn(&owner, withCode: false).roles.flatMap(\.roles) == ["owner"])
            let both = try await registry.signIn(&owner)
            #expect(both.roles.flatMap(\.roles) == ["owner", "committee"])
            #expect(try await registry.get("roll.csv", as: both.bearer).status == 200)
        }
    }

    @Test(.database) func `an operator enrols staff with roles that somebody else confirms`() async throws {
        try await TestRegistry.run { registry in
            let cast = try await cast(registry)
            var qian = try await registry.enrol(
                "qian", roles: #"[{"community": "runfeng", "role": "contractor"}]"#, as: cast.first.bearer)
            _ = try await registry.signIn(&qian)
            let list = try await registry.call(.get, Self.roles, as: cast.second.bearer).decode(Grants.self).roles
            #expect(list.map(\.state) == ["proposed"])
            let confirmed = try await registry.post(
                "\(Self.roles)/\(list[0].grant)/confirm", as: cast.second.bearer)
            #expect(confirmed.status == 200)
            #expect(try await registry.signIn(&qian).roles.flatMap(\.roles) == ["contractor"])

            let taken = try await registry.post(
                "/v1/people", #"{"login": "QIAN", "name": "Q"}"#, as: cast.first.bearer)
            #expect(try taken.slug == "login-taken")
            let elsewhere = try await registry.post(
                "/v1/people",
                #"{"login": "sun", "name": "S", "roles": [{"community": "nowhere", "role": "street"}]}"#,
                as: cast.first.bearer)
            #expect(try elsewhere.slug == "unknown-community")
            let people = try await registry.call(.get, "/v1/people?limit=2", as: cast.first.bearer)
            #expect(people.text.contains("next") && !people.text.contains("sun"))
        }
    }

    @Test(.database) func `whoever makes a code does not become the second person by it`() async throws {
        try await TestRegistry.run { registry in
            let cast = try await cast(registry)
            // The one has made the code that the person has used.
            let vouched = try await propose(registry, #""role": "scrutineer""#, as: cast.second)
            let own = "\(Self.roles)/\(vouched.grant)"
            #expect(try await registry.post("\(own)/confirm", as: cast.first.bearer).slug == "same-person")
            #expect(try await registry.post("\(own)/revoke", as: cast.first.bearer).status == 200)
            let grant = try await propose(registry, #""role": "scrutineer""#, as: cast.first)
            #expect(
                try await registry.post("\(Self.roles)/\(grant.grant)/confirm", as: cast.second.bearer).status == 200)
            let waiting = try await propose(registry, #""role": "auditor""#, as: cast.second)

            var taken = try await renewed(cast.staff, by: cast.first, in: registry)
            #expect(try await registry.signIn(&taken).roles.isEmpty)
            let list = try await registry.call(.get, Self.roles, as: cast.second.bearer).decode(Grants.self).roles
            let states = Dictionary(grouping: list, by: \.state).mapValues { Set($0.map(\.role)) }
            #expect(states == ["revoked": ["scrutineer", "auditor"], "proposed": ["scrutineer", "auditor"]])
            #expect(
                list.contains { $0.grant == waiting.grant && $0.state == "revoked" }, "the word was for somebody else")
            for grant in list where grant.state == "proposed" {
                let path = "\(Self.roles)/\(grant.grant)/confirm"
                #expect(try await registry.post(path, as: cast.first.bearer).slug == "same-person")
                #expect(try await registry.post(path, as: cast.second.bearer).status == 200)
            }
            #expect(try await registry.signIn(&taken).roles.flatMap(\.roles).sorted() == ["auditor", "scrutineer"])
        }
    }

    @Test(.database) func `a code that somebody makes for themselves makes nobody the second person`() async throws {
        try await TestRegistry.run { registry in
            var cast = try await cast(registry)
            let wide = try await propose(registry, #""role": "operator""#, as: cast.first, path: "/v1/roles")
            #expect(try await registry.post("/v1/roles/\(wide.grant)/confirm", as: cast.second.bearer).status == 200)
            let before = try await registry.signIn(&cast.staff)
            let own = try await propose(registry, #""role": "street""#, as: before)
            let vouched = try await propose(registry, #""role": "auditor""#, as: cast.second)
            let theirs = try await registry.post(
                Self.roles, #"{"login": "op.two", "role": "scrutineer"}"#, as: before.bearer
            ).decode(TestGrant.self)

            cast.staff = try await renewed(cast.staff, by: before, in: registry)
            let session = try await registry.signIn(&cast.staff)
            #expect(session.operator && session.roles.isEmpty)
            let list = try await registry.call(.get, Self.roles, as: session.bearer).decode(Grants.self).roles
            #expect(Set(list.map(\.grant)) == Set([own, vouched, theirs].map(\.grant)))
            #expect(list.allSatisfy { $0.state == "proposed" })
            func confirm(_ grant: TestGrant, as bearer: String) async throws -> TestRegistry.Reply {
                try await registry.post("\(Self.roles)/\(grant.grant)/confirm", as: bearer)
            }
            for grant in [own, vouched, theirs] {
                #expect(try await confirm(grant, as: session.bearer).slug == "same-person")
            }
            // Whoever made the code before could have made this one with it.
            for grant in [own, vouched] {
                #expect(try await confirm(grant, as: cast.first.bearer).slug == "same-person")
            }
            #expect(try await confirm(own, as: cast.second.bearer).status == 200)
            #expect(try await confirm(vouched, as: registry.otherOperator()).status == 200)
            #expect(try await confirm(theirs, as: cast.first.bearer).status == 200)
        }
    }

    @Test(.database) func `the holder of the key confirms one of two operators who lost the second factor`()
        async throws
    {
        try await TestRegistry.run { registry in
            var first = try await registry.enrolOperator("op.one")
            let second = try await registry.enrolOperator("op.two")
            let session = try await registry.signIn(&first)
            var renewed = try await renewed(second, by: session, in: registry)
            let grants = try await registry.call(.get, "/v1/roles", as: session.bearer).decode(Grants.self).roles
            let proposed = try #require(grants.first { $0.state == "proposed" })
            #expect(
                try await registry.post("/v1/roles/\(proposed.grant)/confirm", as: session.bearer).slug == "same-person"
            )

            let path = "/v1/operators/\(proposed.grant)/confirm"
            let key = "Internal a shared secret"
            #expect(try await registry.post(path, as: key).slug == "second-factor-missing")
            #expect(try await !registry.signIn(&renewed).operator)
            #expect(try await registry.post(path, as: session.bearer).status == 403)
            #expect(try await registry.post(path, as: "Internal guess").status == 401)
            let confirmed = try await registry.post(path, as: key)
            #expect(confirmed.status == 200)
            #expect(try await registry.signIn(&renewed).operator)
            let noted = try await registry.doorEvents()
            let again = try await registry.post(path, as: key)
            #expect(again.status == 200 && again.text == confirmed.text, "said twice, when there are two")
            #expect(try await registry.doorEvents() == noted)
            _ = try await registry.enrol("zhao", as: session.bearer)
            let local = try await propose(registry, #""role": "street""#, as: session)
            #expect(try await registry.post("/v1/operators/\(local.grant)/confirm", as: key).slug == "unknown-grant")
            let wide = try await propose(registry, #""role": "operator""#, as: session, path: "/v1/roles")
            #expect(
                try await registry.post("/v1/operators/\(wide.grant)/confirm", as: key).slug == "enough-operators")
            #expect(try await registry.post("/v1/roles/\(proposed.grant)/revoke", as: session.bearer).status == 200)
            #expect(try await registry.post(path, as: key).slug == "grant-closed", "taken back since")
        }
    }

    @Test(.database) func `nobody gets a role before their account is theirs`() async throws {
        try await TestRegistry.run { registry in
            let cast = try await cast(registry)
            let enrolled = try await registry.post(
                "/v1/people",
                #"{"login": "qian", "name": "Q", "roles": [{"community": "runfeng", "role": "street"}]}"#,
                as: cast.first.bearer)
            let grant = try enrolled.decode(IssuedCode.self).roles[0]
            let confirmed = try await registry.post("\(Self.roles)/\(grant)/confirm", as: cast.second.bearer)
            #expect(try confirmed.slug == "second-factor-missing")
        }
    }

    /// Somebody's account after a code that `session` has made was used.
    private func renewed(
        _ person: TestPerson, by session: TestSession, in registry: TestRegistry
    ) async throws -> TestPerson {
        let issued = try await registry.post("/v1/people/\(person.id)/code", as: session.bearer)
            .decode(IssuedCode.self)
        let answer = try await registry.activate(issued.code, secret: TestRegistry.passphrase)
        let key = try #require(try answer.decode(ActivatedPerson.self).secondFactor?.key)
        return TestPerson(
            id: person.id, login: person.login, secret: TestRegistry.passphrase, totp: Totp(key: base32(key)))
    }

    @Test(
        .database,
        arguments: [
            (#""role": "owner""#, "role"), (#""role": "operator""#, "role"), (#""role": "king""#, "role"),
            (#""role": "street", "from": "soon""#, "from"),
        ])
    func `a wish that makes no sense is refused with its field`(wish: String, field: String) async throws {
        try await TestRegistry.run { registry in
            let answer = try await registry.post(
                Self.roles, #"{"login": "zhao", \#(wish)}"#, as: registry.bearer(.operator))
            #expect(answer.status == 400)
            #expect(try answer.fields == [field])
        }
    }

    @Test(.database) func `the internal key enrols two operators, and no third`() async throws {
        try await TestRegistry.run { registry in
            let body = #"{"login": "op.three", "name": "T"}"#
            _ = try await registry.enrolOperator("op.one")
            let second = try await registry.enrolOperator("op.two")
            let third = try await registry.post("/v1/operators", body, as: "Internal a shared secret")
            #expect(try third.slug == "enough-operators")
            #expect(try await registry.post("/v1/operators", body, as: "Internal guess").status == 401)
            #expect(try await registry.post("/v1/operators", body, as: registry.bearer(.operator)).status == 403)
            // When one has gone, the holder of the key helps again.
            try await registry.run(
                "UPDATE role_grant SET revoked_at = clock_timestamp() WHERE account = \(AccountID(second.id))")
            #expect(try await registry.post("/v1/operators", body, as: "Internal a shared secret").status == 201)
        }
    }

    private struct Grants: Decodable {
        let roles: [TestGrant]
    }
}
