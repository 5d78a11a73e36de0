import AsyncHTTPClient
import Configuration
import Model
import NIOCore
import NIOHTTP1
import Postgres
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

@Suite(.serialized, .timeLimit(.minutes(1))) struct LiveTests {
    @Test(.database) func `a reader sees the figures at once, and again when they change`() async throws {
        try await NoticesHarness.run(settings: ["live.interval.ms": 50]) { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            try await notices.serving { address in
                let response = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: "\(address)/c/runfeng/1/live?lang=zh"), timeout: .seconds(30))
                #expect(response.status == .ok)
                #expect(response.headers.first(name: "content-type") == "text/event-stream")
                var stream = EventText(response.body)

                let first = try await stream.next()
                #expect(first.hasPrefix("event: figures\n"))
                #expect(first.contains("已缴户数 0 / 2"))
                try await notices.receive(Story.payments)
                var update = try await stream.next()
                while !update.contains("已缴户数 2 / 2") { update = try await stream.next() }
                #expect(update.contains("已收金额 3,793.00 元"))
            }
        }
    }

    @Test(.database) func `who follows an area's board sees what happens to works that a part began`() async throws {
        try await NoticesHarness.run(settings: ["live.interval.ms": 50]) { notices in
            let area: CommunityID = Samples.parsed("xinyi")
            try await notices.receive(Story.registry + Story.ballots + Story.closing + Story.opening + Story.plans)
            try await notices.receive(
                CommunityRegistered(
                    name: "新义片区", jurisdiction: "national", fundStatus: .none, parkingCounts: false), of: area)
            try await notices.receive(
                LiftRecorded(
                    lift: Samples.parsed("E1-1-A"), registrationCode: "R1-1-A", rescueCode: "110233", firstFloor: "1",
                    lastFloor: "18", skips: []), of: area)
            try await notices.receive([
                CommunityMerged(into: area, on: Samples.day("2023-04-12"), basis: "街道〔2023〕6号")
            ])
            try await notices.serving { address in
                let response = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: "\(address)/c/xinyi/E1/live?lang=zh"), timeout: .seconds(30))
                var stream = EventText(response.body)
                let first = try await stream.next()
                #expect(!first.contains("大修施工中，暂停使用"))

                try await notices.receive(Array(Story.works.prefix(2)))

                var update = try await stream.next()
                while !update.contains("大修施工中，暂停使用") { update = try await stream.next() }
            }
        }
    }

    @Test(.database) func `who follows a part's board sees that works of the area have built a lift`() async throws {
        try await NoticesHarness.run(settings: ["live.interval.ms": 50]) { notices in
            let area: CommunityID = Samples.parsed("xinyi")
            let (lift, order): (LiftCode, OrderID) = (Samples.parsed("E2-1-A"), Samples.parsed("2024-doors.E2-1-A"))
            try await notices.receive(Story.registry)
            try await notices.receive([
                OrderPlanned(
                    order: Samples.parsed("2023-lifts-collect.2-1-A"), campaign: Samples.campaign,
                    lift: Samples.lifts[2], works: Mandate.Works(work: .addition, workClass: .installation)),
                CommunityMerged(into: area, on: Samples.day("2023-04-12"), basis: "街道〔2023〕6号"),
            ])
            for event in [
                CommunityRegistered(
                    name: "新义片区", jurisdiction: "national", fundStatus: .none, parkingCounts: false),
                LiftRecorded(
                    lift: lift, registrationCode: "R2-1-A", rescueCode: "110233", firstFloor: "1", lastFloor: "18",
                    skips: []),
                OrderPlanned(order: order, campaign: Samples.campaign, lift: lift, works: Samples.mandate.releases),
                OrderStarted(order: order, lift: lift, startedOn: Samples.day("2023-04-13")),
            ] as [any DistrictEvent] { try await notices.receive(event, of: area) }
            try await notices.serving { address in
                let response = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: "\(address)/c/runfeng/2/live?lang=zh"), timeout: .seconds(30))
                var stream = EventText(response.body)
                let first = try await stream.next()
                #expect(first.contains("尚未投入使用"))

                try await notices.receive(
                    LiftReturned(order: order, lift: lift, returnedOn: Samples.day("2023-06-30")), of: area)

                var update = try await stream.next()
                while !update.contains("在用，加装待筹集") { update = try await stream.next() }
            }
        }
    }

    @Test(.database, arguments: [("runfeng", "xinyi"), ("xinyi", "runfeng")])
    func `a board that cannot be read keeps no other from its readers`(_ broken: String, _ sound: String) async throws {
        try await NoticesHarness.run(settings: ["live.interval.ms": 50]) { notices in
            for community in [broken, sound] {
                for event in Story.registry + Story.ballots + Story.closing {
                    try await notices.receive(event, of: Samples.parsed(community))
                }
            }
            try await notices.serving { address in
                func follow(_ community: String) async throws -> EventText {
                    let response = try await HTTPClient.shared.execute(
                        HTTPClientRequest(url: "\(address)/c/\(community)/1/live?lang=zh"), timeout: .seconds(30))
                    var stream = EventText(response.body)
                    #expect(try await !stream.next().contains("已缴户数"))
                    return stream
                }
                var (unread, read) = (try await follow(broken), try await follow(sound))
                try await notices.pool.withConnection { connection in
                    try await connection.execute(
                        """
                        WITH broken AS (
                            UPDATE assembly_item SET outcome = 'unheard-of' WHERE community = \(broken)
                        )
                        UPDATE community SET revision = revision + 1
                        """)
                }

                try await notices.receive(Story.opening[0], of: Samples.parsed(sound))

                var update = try await read.next()
                while !update.contains("已缴户数 0 / 2") { update = try await read.next() }
                try await notices.receive(Story.opening[0], of: Samples.parsed(broken))
                try await notices.pool.withConnection { connection in
                    try await connection.execute(
                        "UPDATE assembly_item SET outcome = 'passed' WHERE community = \(broken)")
                }
                #expect(try await unread.next().contains("已缴户数 0 / 2"), "it is tried again")
            }
        }
    }

    @Test(.database) func `the stream of a building that is there no more ends`() async throws {
        try await NoticesHarness.run(settings: ["live.interval.ms": 50]) { notices in
            try await notices.receive(Story.registry)
            try await notices.receive([UnitsRecorded(units: [Story.unit("7-1-101")])])
            try await notices.serving { address in
                let response = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: "\(address)/c/runfeng/7/live"), timeout: .seconds(30))
                var stream = EventText(response.body)
                #expect(try await stream.next().contains("event: figures"))

                try await notices.receive([
                    UnitsRemoved(units: [Samples.parsed("7-1-101")]),
                    RollRecorded(
                        units: 4, countedArea: Samples.electorate.area, heads: 4, hash: Digest256(of: [1])),
                ])

                var hasEnded = false
                do {
                    while true { _ = try await stream.next() }
                } catch is Ended {
                    hasEnded = true
                }
                #expect(hasEnded)
                #expect(try await notices.get("/c/runfeng/7/live").status == 404)
            }
        }
    }

    @Test(.database) func `a board that is not there has no stream, and there is room for so many readers`()
        async throws
    {
        try await NoticesHarness.run(settings: ["live.clients.max": 1]) { notices in
            try await notices.receive(Story.registry)
            #expect(try await notices.get("/c/runfeng/7/live").status == 404)
            try await notices.serving { address in
                let url = "\(address)/c/runfeng/1/live"
                let first = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(30))
                #expect(first.status == .ok)
                let second = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(30))
                #expect(second.status == .serviceUnavailable)
                var stream = EventText(first.body)
                #expect(try await stream.next().contains("event: figures"))
            }
        }
    }

    @Test(.database) func `who comes back is let in without the board being read for it`() async throws {
        try await NoticesHarness.run(settings: ["live.clients.max": 1]) { notices in
            try await notices.receive(Story.registry + Story.ballots + Story.closing)
            try await notices.receive([
                LiftRecorded(
                    lift: Samples.parsed("8-1-A"), registrationCode: "R8-1-A", rescueCode: "110233", firstFloor: "1",
                    lastFloor: "18", skips: []),
                CampaignOpened(
                    campaign: Samples.campaign, assembly: Samples.assembly, item: Samples.item, title: "电梯大修筹集",
                    mandate: Samples.mandate, due: Samples.money("3586.00"), households: 2,
                    buildings: [
                        AssessedBuilding(building: Samples.building("9"), units: 2, due: Samples.money("3586.00"))
                    ]),
            ])
            let board = try #require(try await PageQuery(pool: notices.pool).buildings([], of: Samples.community)).board
            #expect(board.buildings.map(\.building.description) == ["1", "2", "8", "9"])
            try await notices.serving { address in
                // It takes the only place, so that nobody else's stream begins.
                let response = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: "\(address)/c/runfeng/1/live"), timeout: .seconds(30))
                var stream = EventText(response.body)
                #expect(try await stream.next().contains("event: figures"))

                try await notices.pool.withConnection { connection in
                    try await connection.execute("UPDATE assembly_item SET outcome = 'unheard-of'")
                }

                #expect(try await notices.get("/c/runfeng/1").status == 500, "the board cannot be read")
                for building in board.buildings.map(\.building) {
                    #expect(try await notices.get("/c/runfeng/\(building)/live").status == 503, "\(building)")
                }
                #expect(try await notices.get("/c/runfeng/7/live").status == 404)
                #expect(try await notices.get("/c/xinyi/1/live").status == 404)

                try await notices.pool.withConnection { connection in
                    try await connection.execute(
                        """
                        WITH mended AS (
                            UPDATE assembly_item SET outcome = 'passed'
                        )
                        UPDATE community SET revision = revision + 1
                        """)
                }
                #expect(try await stream.next().contains("event: figures"))
            }
        }
    }

    @Test(.database) func `a reader who leaves makes room for another`() async throws {
        try await NoticesHarness.run(settings: ["live.clients.max": 1, "live.interval.ms": 50]) { notices in
            try await notices.receive(Story.registry)
            try await notices.serving { address in
                let request = HTTPClientRequest(url: "\(address)/c/runfeng/1/live")
                try await Self.look(request)
                var status = HTTPResponseStatus.serviceUnavailable
                while status == .serviceUnavailable {
                    // A change is written to the reader, and so it is noticed that nobody is there.
                    try await notices.receive([Story.registry[0]])
                    status = try await HTTPClient.shared.execute(request, timeout: .seconds(30)).status
                }
                #expect(status == .ok)
            }
        }
    }

    /// Reads the first message and goes away.
    private static func look(_ request: HTTPClientRequest) async throws {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        var stream = EventText(response.body)
        #expect(try await stream.next().contains("event: figures"))
    }

    /// The events of a stream, heartbeats left out.
    struct EventText {
        private var chunks: HTTPClientResponse.Body.AsyncIterator
        private var text = ""

        init(_ body: HTTPClientResponse.Body) { chunks = body.makeAsyncIterator() }

        /// - Throws: ``Ended`` when the stream ends instead.
        mutating func next() async throws -> String {
            while true {
                if let end = text.firstRange(of: "\n\n") {
                    let event = String(text[..<end.lowerBound])
                    text.removeSubrange(..<end.upperBound)
                    if event.hasPrefix("event:") { return event }
                    continue
                }
                guard let chunk = try await chunks.next() else { throw Ended() }
                text += String(buffer: chunk)
            }
        }
    }

    struct Ended: Error {}
}
