import HTTPTypes
import Model
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// Applications for a property management committee, and how they are closed.
struct ApplicationTests {
    private static let first = #"{"applicants": 2, "on": "2023-04-03"}"#

    @Test(.database) func `an application is shown with its deadline until a body was formed`() async throws {
        try await SeatRoleTests.run { registry, _ in
            func apply(_ json: String, dryRun: Bool = false) async throws -> TestRegistry.Reply {
                try await registry.applications(post: dryRun ? "?dryRun=true" : "", json)
            }
            func list() async throws -> [ApplicationReport] { try await registry.applications() }
            #expect(try await apply(#"{"applicants": 1, "on": "2023-04-03"}"#).slug == "body-against-rules")
            #expect(try await apply(#"{"applicants": 2, "on": "2023-06-02"}"#).fields == ["on"])
            #expect(try await apply(#"{"applicants": 2, "on": "2023-04-03"}"#, dryRun: true).status == 200)
            #expect(try await list().isEmpty)
            #expect(try await apply(#"{"applicants": 2, "on": "2023-04-03"}"#).status == 201)
            // The pack of these tests gives fifteen days.
            #expect(try await list().map(\.formBy?.description) == ["2023-04-18"])
            #expect(try await list().map(\.isLate) == [true])
            #expect(try await apply(#"{"applicants": 2, "on": "2023-04-04"}"#).slug == "body-conflict")

            let late = SeatRoleTests.proposal(
                code: "pmc", kind: "propertyManagementCommittee", origin: "appliedFor", seatedOn: "2023-05-04")
            let refused = try await registry.body(post: "", late)
            #expect(try refused.fields == ["seatedOn"] && refused.slug == "body-against-rules")
            let allowed = late.dropLast(1) + #", "exception": {"reason": "flood", "allowedBy": "district"}}"#
            #expect(try await registry.body(post: "", String(allowed)).status == 201)
            #expect(try await list().map(\.body?.description) == ["pmc"])
            #expect(try await list().map(\.isLate) == [false])
        }
    }

    @Test(
        .database,
        arguments: [
            ("propertyManagementCommittee", "appointed", "2023-05-04", true),
            ("ownersCommittee", "elected", "2023-05-04", true),
            ("ownersCommittee", "elected", "2023-04-02", false), ("jointBody", "elected", "2023-05-04", false),
        ])
    func `whichever committee takes office after an application answers it`(
        kind: String, origin: String, seatedOn: String, isAnswered: Bool
    ) async throws {
        try await SeatRoleTests.run { registry, _ in
            #expect(try await registry.applications(post: "", Self.first).status == 201)
            let body = SeatRoleTests.proposal(code: "body", kind: kind, origin: origin, seatedOn: seatedOn)
            #expect(try await registry.body(post: "?dryRun=true", body).status == 200)
            #expect(try await registry.applications().map(\.body) == [nil])

            let seated = try await registry.body(post: "", body)

            #expect(seated.status == 201, "\(seated.text)")
            let application = try #require(try await registry.applications().first)
            #expect(application.body?.description == (isAnswered ? "body" : nil) && application.isLate == !isAnswered)
            let next = try await registry.applications(post: "", #"{"applicants": 2, "on": "2023-05-30"}"#)
            #expect(next.status == (isAnswered ? 201 : 409), "\(next.text)")
        }
    }

    @Test(.database, arguments: ["refused", "withdrawn"])
    func `an application that came to nothing is closed with its reason, and the next one is taken`(how: String)
        async throws
    {
        try await SeatRoleTests.run { registry, _ in
            #expect(try await registry.applications(post: "", Self.first).status == 201)
            func end(
                _ day: String = "2023-04-03", on: String = "2023-04-10", reason: String = "two had sold",
                as role: Role = .street, dryRun: Bool = false
            ) async throws -> TestRegistry.Reply {
                try await registry.applications(
                    post: "/\(day)/end" + (dryRun ? "?dryRun=true" : ""),
                    #"{"how": "\#(how)", "on": "\#(on)", "reason": "\#(reason)"}"#, as: role)
            }
            #expect(try await end("2023-04-04").slug == "unknown-application")
            #expect(try await end("2023-4-4").status == 404)
            #expect(try await end(on: "2023-04-02").fields == ["on"])
            #expect(try await end(on: "2023-06-02").fields == ["on"])
            #expect(try await end(reason: " ").fields == ["reason"])
            #expect(try await end(as: .committee).status == 403)
            #expect(try await end(dryRun: true).decode(ApplicationReport.self).ended?.rawValue == how)
            #expect(try await registry.applications().map(\.isLate) == [true])

            #expect(try await end().status == 200)

            let closed = try #require(try await registry.applications().first)
            #expect(closed.ended?.rawValue == how && closed.endedOn?.description == "2023-04-10")
            #expect(closed.endReason == "two had sold" && !closed.isLate && closed.body == nil)
            #expect(try await end().slug == "body-conflict")
            #expect(
                try await registry.applications(post: "", #"{"applicants": 3, "on": "2023-05-02"}"#).status == 201)
            let seated = try await registry.body(post: "", SeatRoleTests.proposal(seatedOn: "2023-05-04"))
            #expect(seated.status == 201)
            #expect(try await registry.applications().map(\.body?.description) == [nil, "committee"])
            #expect(try await end("2023-05-02", on: "2023-05-10").slug == "body-conflict")
        }
    }

    @Test(.database) func `a part of an area takes no application, and one from before can be closed`() async throws {
        try await SeatRoleTests.run { registry, _ in
            #expect(try await registry.applications(post: "", Self.first).status == 201)
            try await registry.register("area")
            try await registry.run(
                """
                UPDATE community
                SET merged_into = 'area', merged_on = '2023-05-01', merged_basis = 'x', merged_buildings = '{}',
                    merged_by = 'x'
                WHERE code = 'runfeng'
                """)
            let refused = try await registry.applications(post: "", #"{"applicants": 2, "on": "2023-05-02"}"#)
            #expect(try refused.slug == "community-merged")
            let closed = try await registry.applications(
                post: "/2023-04-03/end", #"{"how": "withdrawn", "on": "2023-05-02", "reason": "one area"}"#)
            #expect(closed.status == 200, "\(closed.text)")
        }
    }
}

extension TestRegistry {
    fileprivate func applications(post path: String, _ json: String, as role: Role = .street) async throws -> Reply {
        try await call(.post, "/v1/communities/\(community)/body-applications\(path)", as: bearer(role), json)
    }

    fileprivate func applications() async throws -> [ApplicationReport] {
        struct List: Decodable { let applications: [ApplicationReport] }
        return try await get("body-applications").decode(List.self).applications
    }
}
