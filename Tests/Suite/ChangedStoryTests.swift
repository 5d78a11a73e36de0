import Foundation
import TestSupport
import Testing

@testable import tongti

/// What changes hands and what is taken back while a story is played.
@Suite(.serialized, .timeLimit(.minutes(4))) struct ChangedStoryTests {
    @Test func `whoever bought a flat votes for it, and a payment that is taken back is in no figure`() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-changed-\(UUID())")
        try FileManager.default.copyItem(
            at: URL(filePath: SourceRoot.path + "/deploy/scenarios/sanlou"), to: folder)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        try Self.change("scenario.yaml", of: folder) { script in
            script.replacing("../../rules/", with: SourceRoot.path + "/deploy/rules/").replacing(
                "\nsteps:\n",
                with: """

                    steps:
                      - {day: "2024-03-01", transfer: sold.csv}
                      - {day: "2024-03-20", reverse: {reference: WRONG-1, reason: 记错了房号}}

                    """)
        }
        try Self.change("payments.csv", of: folder) { $0 + "wrong-1,2-1-101,50.00,2024-03-12,bank,\n" }
        let sold = """
            building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone
            2,1,5,502,62.28,dwelling,P9001,业主P9001,person,

            """
        try Data(sold.utf8).write(to: folder.appending(path: "sold.csv"))

        let report = try await StoryRun.report(of: Scenario(directory: folder.path))

        #expect(report.isRight, "\(report.table)")
    }

    private static func change(_ file: String, of folder: URL, _ change: (String) -> String) throws {
        let place = folder.appending(path: file)
        try Data(change(try String(contentsOf: place, encoding: .utf8)).utf8).write(to: place)
    }
}
