import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct LiftCareRouteTests {
    private static let rows =
        "3,1,A,R1,123456,B1,18,4+13,2005-06-01,2023-06-30,某维保,010-1\n3,1,B,R2,,1,18,,,,某维保,+8610\n"

    private static func run(_ body: @escaping @Sendable (TestRegistry) async throws -> Void) async throws {
        try await TestRegistry.run { registry in
            _ = try await registry.adopt(try TestBodies.pack())
            try await registry.start("2023-06-01")
            guard try await registry.importLifts(rows).status == 200 else { return }
            try await body(registry)
        }
    }

    @Test(.database) func `a lift is shown with its floors, flags and rescue line, and without its firm's number`()
        async throws
    {
        try await Self.run { registry in
            let answer = try await registry.get("lifts/3-1-A")

            #expect(answer.status == 200, "\(answer.text)")
            let report = try answer.decode(LiftReport.self)
            #expect(report.rescueCode == "123456" && report.rescuePhone == "96333")
            #expect(report.floors?.count == 19 && report.floors?.first?.label == "B1")
            #expect(report.age == 18)
            #expect(report.flags.map(\.flag) == [.assessment, .inspectionDue])
            #expect(!answer.text.contains("010-1"))
            #expect(try await registry.get("lifts/3-1-Z").slug == "unknown-lift")
        }
    }

    @Test(.database) func `a change of maintainer is published, due, and done with the mark`() async throws {
        try await Self.run { registry in
            let changed = try await registry.lift(
                post: "3-1-A/maintainer", #"{"maintainer": "新维保", "phone": "010-2", "on": "2023-05-04"}"#)
            #expect(changed.status == 200, "\(changed.text)")
            let formula = try await registry.lift(
                post: "3-1-A/maintainer", #"{"maintainer": "第三家", "phone": "@SUM(1)", "on": "2023-05-04"}"#)
            #expect(try formula.fields == ["phone"])
            // Thirty days after 4 May 2023 is Saturday the 3rd of June.
            #expect(try changed.decode(LiftReport.self).changes.map(\.due?.description) == ["2023-06-05"])
            try await registry.start("2023-06-06")
            let late = try await registry.get("lifts/3-1-A").decode(LiftReport.self)
            #expect(late.flags.contains { $0.flag == .markOverdue })
            #expect(try await registry.get("lifts").text.contains("markOverdue"))
            let marked = try await registry.lift(
                post: "3-1-A/mark", #"{"mark": "M-1", "nextInspectionOn": "2024-06-30", "on": "2023-06-06"}"#)
            #expect(try marked.decode(LiftReport.self).flags.map(\.flag) == [.assessment])

            let events = try await registry.published(MaintainerChanged.self)
            #expect(events.map(\.maintainer) == ["新维保"] && events.map(\.previous) == ["某维保"])
            #expect(events.map(\.markBy?.description) == ["2023-06-05"])
            #expect(try await registry.published(LiftMarked.self).map(\.markedOn.description) == ["2023-06-06"])
            let recorded = try await registry.published(LiftRecorded.self)
            #expect(recorded.map(\.maintainer) == ["某维保", "某维保", "新维保", "新维保"])
            #expect(recorded.last?.nextInspectionOn?.description == "2024-06-30")
            #expect(try await registry.outboxText().contains("010-2") == false)
        }
    }

    @Test(.database) func `a file that brings another firm counts as a change on the district's day`() async throws {
        try await Self.run { registry in
            let other = Self.rows.replacing("13,2005-06-01,2023-06-30,某维保", with: "13,2005-06-01,2023-06-30,新维保")
            let preview = try await registry.importLifts(other, dryRun: true).decode(LiftImport.self)
            #expect(preview.maintainersChanged.map(\.description) == ["3-1-A"])
            #expect(try await registry.published(MaintainerChanged.self).isEmpty)

            _ = try await registry.importLifts(other)
            _ = try await registry.importLifts(other)

            let events = try await registry.published(MaintainerChanged.self)
            #expect(events.map(\.changedOn.description) == ["2023-06-01"])
            #expect(events.map(\.markBy?.description) == ["2023-07-03"])
            let history = try await registry.get("lifts/3-1-A").decode(LiftReport.self).changes
            #expect(history.map(\.to) == ["新维保"])
        }
    }

    @Test(.database) func `a lift that is planned for a day ahead of the district's is refused with its line`()
        async throws
    {
        try await Self.run { registry in
            for dryRun in [true, false] {
                let planned = try await registry.importLifts(
                    "3,1,C,R3,,1,18,,2023-06-01,,,\n3,1,D,R4,,1,18,,2023-06-02,,,\n", dryRun: dryRun)
                #expect(planned.status == 422, "\(planned.text)")
                #expect(try planned.fields == ["installed_on"] && planned.lines == [3])
            }
            #expect(try await registry.published(LiftRecorded.self).count == 2)
            #expect(try await registry.importLifts("3,1,C,R3,,1,18,,2023-06-01,,,\n").status == 200)
        }
    }

    @Test(.database) func `the exported lifts import to the same lifts`() async throws {
        try await Self.run { registry in
            #expect(try await registry.get("lifts.csv").status == 401)
            #expect(try await registry.get("lifts.csv", as: registry.bearer(.owner)).status == 403)
            let export = try await registry.get("lifts.csv", as: registry.bearer(.committee))
            #expect(export.text.contains("3,1,A,R1,123456,B1,18,4+13,2005-06-01,2023-06-30,某维保,010-1"))

            let again = try await registry.call(
                .post, "/v1/communities/runfeng/lifts", as: registry.bearer(.committee), export.text,
                mediaType: "text/csv"
            ).decode(LiftImport.self)

            #expect(again.added.isEmpty && again.changed.isEmpty && again.absent.isEmpty)
        }
    }

    @Test(.database) func `who answers for a lift is kept with its history`() async throws {
        try await Self.run { registry in
            _ = try await registry.lift(post: "3-1-B/user-unit", #"{"kind": "coOwners", "on": "2023-01-04"}"#)
            let changed = try await registry.lift(
                post: "3-1-B/user-unit", #"{"kind": "propertyCompany", "name": "某物业", "on": "2023-05-04"}"#)

            let report = try changed.decode(LiftReport.self)
            #expect(report.userUnit?.kind == .propertyCompany && report.userUnit?.name == "某物业")
            #expect(report.changes.map(\.due?.description) == [nil, "2023-06-05"])
        }
    }

    @Test(
        .database,
        arguments: [
            ("3-1-A/maintainer", #"{"maintainer": "某维保", "on": "2023-05-04"}"#, 409, ["maintainer"]),
            ("3-1-A/maintainer", #"{"maintainer": "", "on": "2023-05-04"}"#, 400, ["maintainer"]),
            ("3-1-A/maintainer", #"{"maintainer": "=1", "on": "2023-05-04"}"#, 400, ["maintainer"]),
            // What an import would refuse: the exported file has to import again.
            ("3-1-A/maintainer", #"{"maintainer": "新 ", "on": "2023-05-04"}"#, 400, ["maintainer"]),
            ("3-1-A/maintainer", #"{"maintainer": "新\u200b", "on": "2023-05-04"}"#, 400, ["maintainer"]),
            ("3-1-A/maintainer", #"{"maintainer": "新", "phone": "010-2 ", "on": "2023-05-04"}"#, 400, ["phone"]),
            ("3-1-A/maintainer", #"{"maintainer": "新", "on": "2023-06-02"}"#, 400, ["on"]),
            ("3-1-A/maintainer", #"{"maintainer": "新", "on": "2023-02-30"}"#, 400, ["on"]),
            ("3-1-A/mark", #"{"on": "2023-05-04"}"#, 409, ["lift"]),
            ("3-1-A/mark", #"{"nextInspectionOn": "2023-05-04", "on": "2023-05-04"}"#, 400, ["nextInspectionOn"]),
            ("3-1-A/user-unit", #"{"kind": "nobody", "on": "2023-05-04"}"#, 400, ["kind"]),
            ("3-1-A/user-unit", #"{"kind": "coOwners", "name": "x", "on": "2023-05-04"}"#, 400, ["name"]),
            ("3-1-Z/mark", #"{"mark": "1", "on": "2023-05-04"}"#, 404, []),
        ] as [(String, String, Int, [String])])
    func `a change that cannot be is refused by field, and nothing is stored`(
        path: String, body: String, status: Int, fields: [String]
    ) async throws {
        try await Self.run { registry in
            let (events, before) = (try await registry.eventCount(), try await registry.get("lifts/3-1-A").text)

            let answer = try await registry.lift(post: path, body)

            #expect(answer.status == status, "\(answer.text)")
            #expect(try answer.fields == fields)
            #expect(try await registry.eventCount() == events)
            #expect(try await registry.get("lifts/3-1-A").text == before)
        }
    }

    @Test(.database) func `a dry run shows the lift as it would be and records nothing`() async throws {
        try await Self.run { registry in
            let preview = try await registry.lift(
                post: "3-1-A/maintainer?dryRun=true", #"{"maintainer": "新维保", "on": "2023-05-04"}"#)

            #expect(try preview.decode(LiftReport.self).maintainer == "新维保")
            #expect(try await registry.get("lifts/3-1-A").decode(LiftReport.self).maintainer == "某维保")
            #expect(try await registry.published(MaintainerChanged.self).isEmpty)
        }
    }
}

extension TestRegistry {
    /// Posts to a path below `lifts`.
    fileprivate func lift(post path: String, _ body: String) async throws -> Reply {
        try await call(.post, "/v1/communities/\(community)/lifts/\(path)", as: bearer(.committee), body)
    }
}
