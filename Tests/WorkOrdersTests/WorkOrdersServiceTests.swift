import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import WorkOrders

/// The service through its routes and handlers, against a real database.
@Suite(.serialized) struct WorkOrdersServiceTests {
    private static let lifts = ["1-1-A", "1-1-B", "2-1-A"]
    private static let path = "/v1/communities/runfeng/orders/2023-lifts-raise"

    @Test(.database) func `a campaign plans one held order for each lift of the buildings that pay`() async throws {
        try await Self.run { service in
            try await Self.record(service, "3-1-A", as: "R3-1-A")
            try await Self.open(service)
            try await Self.open(service)

            let planned = try await service.published(OrderPlanned.self, of: Samples.community)
            #expect(planned.map(\.lift.description) == Self.lifts)
            #expect(try await Self.states(service) == ["held", "held", "held"])
        }
    }

    @Test(.database) func `an advance releases its lifts, a funded building the rest, each once`() async throws {
        try await Self.run { service in
            try await Self.open(service)
            try await Self.advance(service, ["1-1-A"])
            try await Self.fund(service, "1", on: "2023-06-03")
            try await Self.fund(service, "1", on: "2023-06-09")

            let released = try await service.published(OrderReleased.self, of: Samples.community)
            #expect(released.map(\.lift.description) == ["1-1-A", "1-1-B"])
            #expect(released.map(\.cause) == [.advance, .buildingFunded])
            #expect(released.map(\.releasedOn.description) == ["2023-05-01", "2023-06-03"])
            #expect(try await Self.states(service) == ["released", "released", "held"])
        }
    }

    @Test(.database, arguments: ["raise", nil] as [String?])
    func `under a decision that was set aside no order is released any more, and what was goes on`(_ item: String?)
        async throws
    {
        try await Self.run { service in
            try await Self.open(service)
            try await Self.advance(service, ["1-1-A"])
            let assembly: AssemblyID = Samples.parsed("2023-lifts")
            try await service.receive(
                ResolutionSetAside(
                    assembly: assembly, item: Samples.parsed("another"), by: .court, document: Digest256(of: [1]),
                    on: Samples.today), of: Samples.community)
            try await Self.fund(service, "1", on: "2023-06-03")
            try await service.receive(
                ResolutionSetAside(
                    assembly: assembly, item: item.map { Samples.parsed($0) }, by: .court, document: Digest256(of: [2]),
                    on: Samples.today), of: Samples.community)

            try await Self.fund(service, "2", on: "2023-06-04")
            try await Self.advance(service, ["2-1-A"])

            #expect(try await Self.states(service) == ["released", "released", "held"])
            #expect(try await Self.post(service, "1-1-A/start", #"{"on":"2023-06-05"}"#).status == 200)
        }
    }

    @Test(.database) func `a campaign that is older than the record of decisions is told by its name`() async throws {
        try await Self.run { service in
            try await Self.open(service)
            try await service.pool.withConnection { connection in
                try await connection.execute("ALTER TABLE campaign DISABLE TRIGGER campaign_append_only")
                try await connection.execute("DELETE FROM campaign WHERE community = \(Samples.community)")
                try await connection.execute("ALTER TABLE campaign ENABLE TRIGGER campaign_append_only")
            }
            for item in ["another", "raise"] {
                try await service.receive(
                    ResolutionSetAside(
                        assembly: Samples.parsed("2023-lifts"), item: Samples.parsed(item), by: .court,
                        document: Digest256(of: [1]), on: Samples.today), of: Samples.community)
                if item == "another" { try await Self.fund(service, "1", on: "2023-06-03") }
            }

            try await Self.fund(service, "2", on: "2023-06-04")

            #expect(try await Self.states(service) == ["released", "released", "held"])
        }
    }

    @Test(.database) func `a held order does not start, and a lift does not return uninspected though all is paid`()
        async throws
    {
        try await Self.run { service in
            try await Self.open(service)
            let held = try await Self.post(service, "1-1-A/start", #"{"on":"2023-06-01"}"#)
            try await Self.fund(service, "1", on: "2023-06-03")
            _ = try await Self.post(service, "1-1-A/start", #"{"on":"2023-06-04"}"#)
            let early = try await Self.post(service, "1-1-A/return", #"{"on":"2023-06-05"}"#)
            let unknown = try await Self.post(service, "9-1-A/start", #"{"on":"2023-06-05"}"#)
            let badDay = try await Self.post(service, "1-1-B/start", #"{"on":"2023-06-31"}"#)
            let before = try await Self.post(service, "1-1-B/start", #"{"on":"2023-06-02"}"#)

            #expect([held.status, early.status, unknown.status] == [409, 409, 404])
            #expect(try held.slug == "out-of-order")
            #expect(try early.slug == "inspection-missing")
            #expect([badDay.status, before.status] == [400, 400])
            #expect(try badDay.fields == ["on"])
            #expect(try before.fields == ["on"])
            #expect(try await Self.states(service) == ["started", "released", "held"])
        }
    }

    @Test(.database) func `works go on to acceptance, and the lifts' status follows`() async throws {
        try await Self.run { service in
            try await Self.open(service)
            try await Self.fund(service, "1", on: "2023-06-03")
            #expect(try await Self.status(service).counts == [3, 0, 0])
            for (step, body) in [
                ("start", #"{"on":"2023-06-04"}"#),
                ("inspection", #"{"on":"2023-06-10","result":"failed","certificate":"TS-1"}"#),
                ("inspection", #"{"on":"2023-06-12","result":"passed","certificate":"TS-2"}"#),
            ] {
                #expect(try await Self.post(service, "1-1-A/\(step)", body).status == 200)
            }
            #expect(try await Self.status(service).counts == [2, 1, 0])
            #expect(try await Self.post(service, "1-1-A/return", #"{"on":"2023-06-12"}"#).status == 200)
            #expect(try await Self.status(service).counts == [3, 0, 1])
            let completed = try await Self.post(
                service, "1-1-A/complete", #"{"on":"2023-06-20","cost":"70000.00","report":"AR-1"}"#)

            #expect(completed.status == 200)
            #expect(completed.text.contains(#""state":"completed""#))
            let facts = try await service.published(OrderCompleted.self, of: Samples.community)
            #expect(facts.map(\.cost) == [Samples.money("70000.00")])
            #expect(try await service.published(InspectionRecorded.self, of: Samples.community).count == 2)
            #expect(try await service.get("\(Self.path).1-1-A", of: Samples.community).text == completed.text)
        }
    }

    @Test(.database) func `a pass entered by mistake is taken back before the lift returns, and stays on record`()
        async throws
    {
        try await Self.run { service in
            try await Self.open(service)
            try await Self.fund(service, "1", on: "2023-06-03")
            for (step, body, status) in [
                ("start", #"{"on":"2023-06-04"}"#, 200),
                ("inspection", #"{"on":"2023-06-10","result":"passed","certificate":"TS-1"}"#, 200),
                ("inspection", #"{"on":"2023-06-10","result":"failed","certificate":"TS-1"}"#, 200),
                ("return", #"{"on":"2023-06-11"}"#, 409),
                ("inspection", #"{"on":"2023-06-12","result":"passed","certificate":"TS-2"}"#, 200),
                ("return", #"{"on":"2023-06-12"}"#, 200),
                ("inspection", #"{"on":"2023-06-12","result":"failed","certificate":"TS-2"}"#, 409),
            ] {
                #expect(try await Self.post(service, "1-1-A/\(step)", body).status == status, "\(step) \(body)")
            }

            let recorded = try await service.published(InspectionRecorded.self, of: Samples.community)
            #expect(recorded.map(\.result) == [.passed, .failed, .passed])
            #expect(try await Self.status(service).counts == [3, 0, 1])
        }
    }

    @Test(.database) func `a cost has a bound, which is taken, and one above changes nothing`() async throws {
        try await Self.run { service in
            try await Self.open(service)
            try await Self.fund(service, "1", on: "2023-06-03")
            for (step, body) in [
                ("start", #"{"on":"2023-06-04"}"#),
                ("inspection", #"{"on":"2023-06-12","result":"passed","certificate":"TS-2"}"#),
                ("return", #"{"on":"2023-06-12"}"#),
            ] {
                #expect(try await Self.post(service, "1-1-A/\(step)", body).status == 200)
            }
            @Sendable func complete(_ cost: String) async throws -> Harness.Reply {
                try await Self.post(
                    service, "1-1-A/complete", #"{"on":"2023-06-20","cost":"\#(cost)","report":"AR-1"}"#)
            }

            let refused = try await complete("100000000000.01")
            #expect(refused.status == 400)
            #expect(try refused.fields == ["cost"])
            #expect(refused.text.contains("100000000000.00"))
            #expect(try await service.published(OrderCompleted.self, of: Samples.community).isEmpty)
            #expect(try await complete("100000000000.00").status == 200)
            #expect(try await service.get("/v1/communities/runfeng/orders", of: Samples.community).status == 200)
        }
    }

    @Test(.database) func `works that began before a merger keep the lift out of use in the area`() async throws {
        try await Self.run { service in
            try await Self.open(service)
            try await Self.fund(service, "1", on: "2023-06-03")
            #expect(try await Self.post(service, "1-1-A/start", #"{"on":"2023-06-04"}"#).status == 200)
            let (area, larger): (CommunityID, CommunityID) = (Samples.parsed("xinyi"), Samples.parsed("xinxin"))
            for community in [area, larger] { try await Self.record(service, "E1-1-A", as: "R1-1-A", in: community) }
            // Before the merger is told, and for strangers at all times, equal codes are chance.
            #expect(try await Self.status(service, of: area).counts == [1, 0, 0])

            let merged = CommunityMerged(into: area, on: Samples.today, basis: "决定")
            for _ in 1...2 { try await service.receive(merged, of: Samples.community) }
            #expect(try await Self.status(service, of: area).counts == [0, 1, 0])
            #expect(try await Self.status(service, of: larger).counts == [1, 0, 0])

            try await service.receive(CommunityMerged(into: larger, on: Samples.today, basis: "决定"), of: area)
            #expect(try await Self.status(service, of: larger).counts == [0, 1, 0])
        }
    }

    @Test(.database) func `a lift whose registration code is corrected after a merger is the same lift`() async throws {
        try await Self.run { service in
            try await Self.open(service)
            try await Self.fund(service, "1", on: "2023-06-03")
            #expect(try await Self.post(service, "1-1-A/start", #"{"on":"2023-06-04"}"#).status == 200)
            let (area, larger): (CommunityID, CommunityID) = (Samples.parsed("xinyi"), Samples.parsed("xinxin"))
            for (lift, code) in [("E-1-A", "R1-1-A"), ("E-1-B", "R1-1-B")] {
                try await Self.record(service, lift, as: code, in: area)
            }
            let merged = CommunityMerged(into: area, on: Samples.today, basis: "决定")
            try await service.receive(merged, of: Samples.community)
            #expect(try await Self.status(service, of: area).atWork == ["E-1-A"])

            // As when an import exchanges the codes of two lifts, and then gives one of them another.
            for (lift, code) in [("E-1-A", "R1-1-B"), ("E-1-B", "R1-1-A"), ("E-1-A", "R9")] {
                try await Self.record(service, lift, as: code, in: area)
                #expect(try await Self.status(service, of: area).atWork == ["E-1-A"])
            }
            // The correction may come before the merger is told.
            for (lift, code) in [("N-1-A", "R9"), ("N-1-B", "R1-1-A"), ("N-1-A", "R10")] {
                try await Self.record(service, lift, as: code, in: larger)
            }
            try await service.receive(CommunityMerged(into: larger, on: Samples.today, basis: "决定"), of: area)
            #expect(try await Self.status(service, of: larger).atWork == ["N-1-A"])
        }
    }

    @Test(.database) func `a step sent twice under one key is taken once, and only by those who do the works`()
        async throws
    {
        try await Self.run { service in
            try await Self.open(service)
            try await Self.fund(service, "1", on: "2023-06-03")
            let (path, body) = ("\(Self.path).1-1-A/start", #"{"on":"2023-06-04"}"#)
            let first = try await service.post(path, body, as: [.property], of: Samples.community, key: "k1")
            let again = try await service.post(path, body, as: [.property], of: Samples.community, key: "k1")
            let anew = try await service.post(path, body, as: [.property], of: Samples.community)
            let owner = try await service.post(path, body, as: [.owner, .committee], of: Samples.community)

            #expect([first.status, again.status, anew.status, owner.status] == [200, 200, 409, 403])
            #expect(first.text == again.text)
            #expect(try await service.published(OrderStarted.self, of: Samples.community).count == 1)
        }
    }

    @Test(.database) func `a campaign with a long code plans its orders all the same`() async throws {
        try await Self.run { service in
            let long: CampaignID = Samples.parsed(String(repeating: "2023-lifts-", count: 5) + "and-more1")
            try await Self.open(service, long)

            let planned = try await service.published(OrderPlanned.self, of: Samples.community)
            #expect(planned.map(\.lift.description) == Self.lifts)
            #expect(Set(planned.map(\.campaign)) == [long])
            #expect(Set(planned.map(\.order)).count == 3)
        }
    }

    @Test(.database) func `pages of orders follow on each other, and a wrong cursor is refused`() async throws {
        try await Self.run { service in
            try await Self.open(service)
            let path = "/v1/communities/runfeng/orders?limit=2"
            let first = try await service.get(path, of: Samples.community).decode(Orders.self)
            let cursor = try #require(first.next)
            let last = try await service.get("\(path)&cursor=\(cursor)", of: Samples.community).decode(Orders.self)
            let wrong = try await service.get("\(path)&cursor=no-such-order", of: Samples.community)

            #expect((first.items + last.items).map(\.lift) == Self.lifts)
            #expect(last.next == nil)
            #expect(wrong.status == 400)
            #expect(try wrong.fields == ["cursor"])
        }
    }

    @Test(.database) func `orders of another community are not reached`() async throws {
        try await Self.run { service in
            try await Self.open(service)
            try await Self.fund(service, "1", on: "2023-06-03")
            let (elsewhere, body): (CommunityID, String) = (Samples.parsed("elsewhere"), #"{"on":"2023-06-04"}"#)
            let path = "/v1/communities/elsewhere/orders/2023-lifts-raise.1-1-A"
            let stranger = try await service.post(
                "\(path)/start", body, as: [.contractor], of: Samples.community)
            let local = try await service.post("\(path)/start", body, as: [.contractor], of: elsewhere)
            let foreign = try await service.post(
                "\(Self.path).1-1-A/start", body, as: [.contractor, .property], of: elsewhere)

            #expect([stranger.status, local.status, foreign.status] == [403, 404, 403])
            #expect(try await service.get(path, of: elsewhere).status == 404)
            #expect(try await Self.states(service) == ["released", "released", "held"])
        }
    }

    @Test(.database) func `the database refuses changes of an inspection`() async throws {
        try await Self.run { service in
            for statement in ["UPDATE inspection SET result = 'passed'", "DELETE FROM inspection"] as [SQL] {
                let error = await #expect(throws: PostgresError.self) {
                    try await service.pool.withConnection { try await $0.execute(statement) }
                }
                #expect(error?.constraint == "append_only")
            }
        }
    }

    // MARK: - Steps

    private typealias Harness = ServiceHarness<WorkOrdersService>

    private static func run(_ body: @escaping @Sendable (Harness) async throws -> Void) async throws {
        try await Harness.run { service in
            try service.calendar.set(day: Samples.today)
            for lift in lifts { try await record(service, lift, as: "R\(lift)") }
            try await body(service)
        }
    }

    private static func record(
        _ service: Harness, _ lift: String, as registrationCode: String, in community: CommunityID = Samples.community
    ) async throws {
        try await service.receive(
            LiftRecorded(
                lift: Samples.parsed(lift), registrationCode: registrationCode, rescueCode: "123456", firstFloor: "1",
                lastFloor: "18", skips: []),
            of: community)
    }

    private static func open(_ service: Harness, _ campaign: CampaignID = Samples.campaign) async throws {
        let mandate = Mandate.Collect(
            rate: Samples.parsed("17.93"), scope: .community, threshold: Samples.parsed("1/2"), basis: .amount,
            releases: Mandate.Works(work: .overhaul, workClass: .majorRepair))
        try await service.receive(
            CampaignOpened(
                campaign: campaign, assembly: Samples.parsed("2023-lifts"), item: Samples.parsed("raise"),
                title: "电梯大修筹集", mandate: mandate, due: Samples.money("200.00"), households: 2,
                buildings: ["1", "2"].map {
                    AssessedBuilding(building: Samples.parsed($0), units: 1, due: Samples.money("100.00"))
                }),
            of: Samples.community)
    }

    private static func advance(_ service: Harness, _ lifts: [String]) async throws {
        try await service.receive(
            AdvanceMade(
                campaign: Samples.campaign, advance: Samples.parsed("advance-1"), lender: .propertyCompany,
                amount: Samples.money("70000.00"), agreedOn: Samples.day("2023-05-01"),
                lifts: lifts.map { AdvancedLift(lift: Samples.parsed($0), amount: Samples.money("70000.00")) }),
            of: Samples.community)
    }

    private static func fund(_ service: Harness, _ building: String, on day: String) async throws {
        try await service.receive(
            BuildingFunded(
                campaign: Samples.campaign, building: Samples.parsed(building), due: Samples.money("100.00"),
                counted: Samples.money("50.00"), fundedOn: Samples.day(day)),
            of: Samples.community)
    }

    private static func post(_ service: Harness, _ step: String, _ body: String) async throws -> Harness.Reply {
        try await service.post("\(path).\(step)", body, as: [.contractor], of: Samples.community)
    }

    private static func states(_ service: Harness) async throws -> [String] {
        let reply = try await service.get("/v1/communities/runfeng/orders", of: Samples.community)
        return try reply.decode(Orders.self).items.map(\.state)
    }

    private struct Orders: Decodable {
        let items: [Item]
        let next: String?

        struct Item: Decodable {
            let lift: String
            let state: String
        }
    }

    private struct Status: Decodable {
        let items: [Orders.Item]
        let inUse: Int
        let underWork: Int
        let done: Int

        var counts: [Int] { [inUse, underWork, done] }
        var atWork: [String] { items.filter { $0.state == "underWork" }.map(\.lift) }
    }

    private static func status(
        _ service: Harness, of community: CommunityID = Samples.community
    ) async throws -> Status {
        try await service.get("/v1/communities/\(community)/lifts", of: community).decode()
    }
}
