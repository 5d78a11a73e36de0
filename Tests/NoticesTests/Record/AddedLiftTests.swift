import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// Lifts that are to be added, on the board.
@Suite(.serialized) struct AddedLiftTests {
    private static let area: CommunityID = Samples.parsed("xinyi")

    /// The lifts 1-1-A and 2-1-A are to be added; 1-1-B is there, and an order for it came with its building.
    private static let story: [any DistrictEvent] =
        Story.registry + Story.ballots + Story.closing + Story.opening + plans

    private static let plans: [any DistrictEvent] =
        [lift("1-1-B", installedOn: "2011-09-01")]
        + Samples.lifts.map { lift in
            OrderPlanned(
                order: Samples.parsed("2023-lifts-collect.\(lift)"), campaign: Samples.campaign, lift: lift,
                works: Mandate.Works(work: .addition, workClass: .installation))
        }

    @Test(.database) func `a lift that is to be added is in use when it is given over, and not before`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            var seen = [try await Self.lifts(notices)]
            for step in Story.works.prefix(5) {
                try await notices.receive([step])
                seen.append(try await Self.lifts(notices))
            }

            #expect(
                seen.map { $0[0] } == [
                    "held, not in use", "released, not in use", "under-work, not in use",
                    "inspection-failed, not in use", "inspection-passed, not in use", "returned, in use",
                ])
            #expect(seen.allSatisfy { $0[1...] == ["held, in use", "held, not in use"] })
            let board: BoardFigures = try await notices.read("board")
            #expect([board.lifts, board.liftsDone, board.liftsOutOfUse] == [3, 1, 1])
        }
    }

    @Test(.database) func `nothing is said to be out of use or back in use that was never there`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story + Story.works)

            let chinese = try await notices.get(
                "/v1/communities/runfeng/notices", of: Samples.community, headers: [.acceptLanguage: "zh-CN"])
            #expect(chinese.text.contains("1号楼1单元A梯投入使用"))
            #expect(!chinese.text.contains("恢复使用") && !chinese.text.contains("暂停使用"))
            let english = try await notices.get("/v1/communities/runfeng/notices").text
            #expect(english.contains("Building 1, entrance 1, lift A is in use"))
            #expect(!english.contains("back in use") && !english.contains("out of use meanwhile"))
            let one = try await notices.get("/c/runfeng/1?lang=zh").text
            #expect(one.contains("加装完成，投入使用") && one.contains("在用，加装待筹集"))
            #expect(try await notices.get("/c/runfeng/2?lang=zh").text.contains("尚未建成，加装待筹集"))
            #expect(try await notices.get("/c/runfeng/2?lang=en").text.contains("Not built yet, installation waits"))
        }
    }

    @Test(.database) func `a lift that is not built is not in use either when the decision to add it is set aside`()
        async throws
    {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            try await notices.receive([
                ResolutionSetAside(
                    assembly: Samples.assembly, item: Samples.item, by: .court, document: Digest256(of: [7]),
                    on: Samples.day("2023-06-01"))
            ])

            #expect(
                try await Self.lifts(notices) == ["no-works, not in use", "no-works, in use", "no-works, not in use"])
            let page = try await notices.get("/c/runfeng/2?lang=zh").text
            #expect(page.contains("尚未建成") && !page.contains("加装待筹集"))
        }
    }

    @Test(.database) func `the area's board says too that a part's lift is not built yet`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Self.story)
            try await notices.receive(
                CommunityRegistered(
                    name: "新义片区", jurisdiction: "national", fundStatus: .none, parkingCounts: false), of: Self.area)
            try await notices.receive(Self.lift("E1-1-A", registrationCode: "R1-1-A"), of: Self.area)
            try await notices.receive([
                CommunityMerged(into: Self.area, on: Samples.day("2023-04-12"), basis: "街道〔2023〕6号")
            ])

            #expect(try await Self.lifts(notices, of: Self.area) == ["no-works, not in use"])
            try await notices.receive(Array(Story.works.prefix(2)))
            #expect(try await Self.lifts(notices, of: Self.area) == ["under-work, not in use"])
            try await notices.receive(Array(Story.works[2...4]))
            #expect(try await Self.lifts(notices, of: Self.area).map { $0.hasSuffix(", in use") } == [true])
        }
    }

    private static func lifts(
        _ notices: NoticesHarness, of community: CommunityID = Samples.community
    ) async throws -> [String] {
        let board: BoardFigures = try await notices.get("/v1/communities/\(community)/board", of: community).decode()
        return board.buildings.flatMap { building in
            building.lifts.map { "\($0.stage), \($0.inUse ? "in use" : "not in use")" }
        }
    }

    private static func lift(
        _ code: String, registrationCode: String? = nil, installedOn: String? = nil
    ) -> LiftRecorded {
        LiftRecorded(
            lift: Samples.parsed(code), registrationCode: registrationCode ?? "R\(code)", rescueCode: "",
            firstFloor: "1", lastFloor: "6", skips: [], installedOn: installedOn.map(Samples.day))
    }
}
