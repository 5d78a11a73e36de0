import HTTPTypes
import Model
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// What a transfer would change, and what has changed hands (R-G-03).
struct TransferRouteTests {
    private static let roll = RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-103", "B")
    private static let sold = RollText().row("1-1-101", "B").row("1-1-102", "D")

    private struct List: Decodable {
        let transfers: [Transfer]
        let next: String?

        struct Transfer: Decodable {
            let unit: String
            let on: String
            let noticeBy: String?
            let toldOn: String?
            let isLate: Bool?
        }
    }

    private static func run(_ body: @escaping @Sendable (TestRegistry) async throws -> Void) async throws {
        try await TestRegistry.run { registry in
            try registry.service.calendar.set(day: try Day(parsing: "2023-05-20"))
            #expect(try await registry.importRoll(roll).status == 200)
            try await body(registry)
        }
    }

    private static func transfer(
        _ roll: RollText = sold, on day: String = "2023-05-04", dryRun: Bool = false, in registry: TestRegistry
    ) async throws -> TestRegistry.Reply {
        let path = "/v1/communities/\(registry.community)/roll/transfers?on=\(day)" + (dryRun ? "&dryRun=true" : "")
        return try await registry.call(
            .post, path, as: registry.bearer(.committee), roll.text, mediaType: "text/csv")
    }

    @Test(.database) func `a dry run says what becomes of heads and shares, and changes nothing`() async throws {
        try await Self.run { registry in
            let events = try await registry.eventCount()

            let report = try await Self.transfer(dryRun: true, in: registry).decode(TransferReport.self)

            #expect(report.dryRun && report.heads == .init(before: 2, after: 2))
            let first = try #require(report.changes.first)
            #expect(first.sellers?.map(\.description) == ["A"] && first.buyers?.map(\.description) == ["B"])
            #expect(first.sellerShare == .init(before: Area(hundredths: 88_50), after: .zero))
            #expect(first.buyerShare == .init(before: Area(hundredths: 177_00), after: Area(hundredths: 177_00)))
            #expect(try await registry.eventCount() == events)
            #expect(try await Self.transfer(on: "2023-05-21", dryRun: true, in: registry).slug == "day-in-future")
            let larger = RollText().row("1-1-101", "D", area: "90")
            #expect(try await Self.transfer(larger, dryRun: true, in: registry).slug == "unit-differs")
            #expect(try await registry.get("roll.csv", as: registry.bearer(.committee)).text.contains("Owner <A>"))
        }
    }

    @Test(.database) func `what changed hands is listed in pages, late where the rules say so`() async throws {
        try await Self.run { registry in
            #expect(try await Self.transfer(in: registry).text.contains("sellers") == false)
            let pack = String(decoding: try TestBodies.pack([.transferNotice: "15d"]).canonicalBytes(), as: UTF8.self)
            let rules = try await registry.call(
                .post, "/v1/communities/\(registry.community)/rules", as: registry.bearer(.operator), pack)
            #expect(rules.status == 200, "\(rules.text)")
            #expect(
                try await Self.transfer(RollText().row("1-1-103", "E"), on: "2023-05-04", in: registry)
                    .decode(TransferReport.self).noticeBy?.description == "2023-05-19")
            #expect(
                try await Self.transfer(RollText().row("1-1-103", "F"), on: "2023-05-18", in: registry).status == 200)

            func list(_ query: String) async throws -> List {
                let answer = try await registry.get("roll/transfers\(query)", as: registry.bearer(.committee))
                #expect(answer.status == 200, "\(answer.text)")
                return try answer.decode(List.self)
            }
            let all = try await list("").transfers
            #expect(all.map(\.unit) == ["1-1-103", "1-1-103", "1-1-102", "1-1-101"])
            #expect(all.map(\.isLate) == [false, true, nil, nil])
            #expect(all.map(\.toldOn) == Array(repeating: "2023-05-20", count: 4))
            let page = try await list("?limit=3")
            #expect(page.transfers.count == 3)
            #expect(try await list("?limit=3&cursor=\(page.next ?? "")").transfers.map(\.unit) == ["1-1-101"])
            #expect(try await list("?unit=1-1-102").transfers.map(\.on) == ["2023-05-04"])
            #expect(try await registry.get("roll/transfers", as: registry.bearer(.owner)).status == 403)
            let bad = try await registry.get("roll/transfers?cursor=x", as: registry.bearer(.committee))
            #expect(try bad.fields == ["cursor"])
        }
    }
}
