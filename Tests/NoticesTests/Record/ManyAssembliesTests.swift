import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Notices

/// Which assemblies a board shows of many.
struct ManyAssembliesTests {
    @Test(.database) func `an assembly that is open is shown however many were held since`() async throws {
        try await NoticesHarness.run { notices in
            try await notices.receive(Story.registry + Story.ballots)
            for number in 1...10 { try await notices.receive(Self.held(number)) }

            let open: BoardFigures = try await notices.read("board")
            #expect(open.assemblies.map(\.state) == Array(repeating: "closed", count: 10) + ["open"])
            for path in ["/c/runfeng", "/c/runfeng/1"] {
                #expect(try await notices.get("\(path)?lang=zh").text.contains("表决中，截止"), "\(path)")
            }

            try await notices.receive(Story.closing)
            let closed: BoardFigures = try await notices.read("board")
            #expect(closed.assemblies.map(\.state) == Array(repeating: "closed", count: 10))
        }
    }

    private static func held(_ number: Int) -> [any DistrictEvent] {
        let assembly: AssemblyID = Samples.parsed("2023-\(number)")
        return [
            AssemblyConvened(
                assembly: assembly, title: "例会", closesAt: Samples.parsed("2023-04-10T18:00:00+08:00"),
                items: [AgendaItem(item: Samples.item, title: "年度报告", kind: .other)]),
            AssemblyOpened(
                assembly: assembly, electorate: Samples.electorate, rollHash: Digest256(of: [1]), rollPosition: 9,
                rulesHash: Digest256(of: [2])),
            AssemblyClosed(assembly: assembly, items: [CountedItem(item: Samples.item, result: Samples.result)]),
        ]
    }
}
