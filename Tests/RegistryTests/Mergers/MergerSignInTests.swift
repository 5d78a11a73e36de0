import HTTPTypes
import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Signing in for a community that has become part of an area, whose pages go on.
struct MergerSignInTests {
    @Test(.database) func `who owns in several areas signs in for a part as the owner of what it became part of`()
        async throws
    {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2021-05-01"))
            for code in ["yaocai", "xinyi", "city"] { try await registry.register(code) }
            for (code, roll) in [
                ("yaocai", RollText().row("1-1-101", "H")), ("xinyi", RollText().row("9-1-101", "X")),
                ("city", RollText().row("5-1-101", "Y")),
            ] {
                #expect(try await registry.at(code).importRoll(roll, as: .operator).status == 200)
            }
            // Who stays an owner of runfeng is one in yaocai as well.
            var owner = try await registry.owner()
            let letters = try await registry.post(
                "/v1/communities/yaocai/letters", #"{"units": ["1-1-101"]}"#, as: registry.bearer(.operator)
            ).decode(IssuedLetters.self).letters
            let joined = try await registry.join(letters[0].code, as: &owner)
            #expect(joined.status == 201, "\(joined.text)")

            let (login, secret) = (owner.login, owner.secret)
            func signIn(for community: String) async throws -> TestSession {
                let answer = try await registry.post(
                    "/v1/sessions",
                    #"{"login": "\#(login)", "secret": "\#(secret)", "community": "\#(community)"}"#)
                guard answer.status == 201 else { throw TestRegistry.Unexpected(answer: answer) }
                return try answer.decode(TestSession.self)
            }
            let home = try await signIn(for: "runfeng").subject
            let herbs = try await signIn(for: "yaocai").subject
            #expect(home != herbs)

            for (part, area) in [("yaocai", "xinyi"), ("xinyi", "city")] {
                let merged = try await registry.call(
                    .post, "/v1/communities/\(area)/mergers", as: registry.bearer(.operator),
                    #"{"from": [{"community": "\#(part)"}], "on": "2021-05-01", "basis": "x"}"#)
                #expect(merged.status == 200, "\(merged.text)")
                for code in ["yaocai", part, area] {
                    let session = try await signIn(for: code)
                    #expect(session.subject == herbs, "\(code)")
                    #expect(Set(session.roles.map(\.community)).isSuperset(of: ["yaocai", area]), "\(code)")
                }
                #expect(try await signIn(for: "runfeng").subject == home)
            }
            #expect(try await signIn(for: "nowhere").subject == home)
        }
    }

    @Test(.database) func `who works for the property company of a part does so in what it became part of`()
        async throws
    {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2021-05-01"))
            for (code, roll) in [
                ("yaocai", RollText().row("1-1-101", "H")), ("xinyi", RollText().row("9-1-101", "X")),
            ] {
                try await registry.register(code)
                #expect(try await registry.at(code).importRoll(roll, as: .operator).status == 200)
            }
            var first = try await registry.enrolOperator("op.one")
            var second = try await registry.enrolOperator("op.two")
            let proposer = try await registry.signIn(&first)
            let confirmer = try await registry.signIn(&second)
            var staff = try await registry.enrol("zhao", as: proposer.bearer)
            _ = try await registry.signIn(&staff)
            let roles = "/v1/communities/yaocai/roles"
            let grant = try await registry.post(
                roles, #"{"login": "zhao", "role": "property"}"#, as: proposer.bearer
            ).decode(TestGrant.self).grant
            #expect(try await registry.post("\(roles)/\(grant)/confirm", as: confirmer.bearer).status == 200)
            #expect(try await registry.signIn(&staff).claims.propertyStaff == ["yaocai"])

            let merged = try await registry.call(
                .post, "/v1/communities/xinyi/mergers", as: registry.bearer(.operator),
                #"{"from": [{"community": "yaocai"}], "on": "2021-05-01", "basis": "x"}"#)
            #expect(merged.status == 200, "\(merged.text)")
            let session = try await registry.signIn(&staff)
            #expect(try Set(session.claims.propertyStaff ?? []) == ["xinyi", "yaocai"])
            #expect(session.roles == [.init(community: "yaocai", roles: ["property"])], "no role comes of it")
        }
    }
}
