import Foundation
import TestSupport
import Testing

@testable import tongti

/// What changes hands, what is taken back and what is paid out while a story is played, and what does not go as planned.
@Suite(.serialized, .timeLimit(.minutes(4))) struct ChangedStoryTests {
    @Test func `a flat's buyer votes, what is taken back is in no figure, and two pay what was allowed`() async throws {
        let report = try await Self.report { folder in
            try Self.add(
                """
                  - {day: "2024-03-01", transfer: sold.csv}
                  - {day: "2024-03-20", reverse: {reference: WRONG-1, reason: 记错了房号}}
                  - {day: "2024-04-19", payout: {campaign: lifts-1, order: lifts-1.1-1-B, reference: payout-1,
                     payee: 某电梯公司, amount: "29999.99"}}

                """, to: folder)
            try Self.change("scenario.yaml", of: folder) { script in
                script.replacing(
                    "\n      items:\n",
                    with: """

                              items:
                                - {code: "2", title: 用这笔钱修电梯, kind: useFund,
                                   mandate: {kind: spend, cap: "30000.00", scope: {}}}

                        """)
            }
            try Self.change("votes.csv", of: folder) { $0 + $0.replacing(",lifts,1,", with: ",lifts,2,").dropFirstLine }
            try Self.change("papers.csv", of: folder) { file in
                file + file.dropFirstLine.split(separator: "\n").map { "2\($0.dropFirst())\n" }.joined()
            }
            try Self.change("expected.yaml", of: folder) { figures in
                figures + """
                      - {name: "left in the account", service: funds, path: ledger,
                         at: "accounts[account=bank:lifts-1].balance", is: "28719.35"}

                    """
            }
            try Self.change("payments.csv", of: folder) { $0 + "wrong-1,2-1-101,50.00,2024-03-12,bank,\n" }
            let sold = """
                building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone
                2,1,5,502,62.28,dwelling,P9001,业主P9001,person,

                """
            try Data(sold.utf8).write(to: folder.appending(path: "sold.csv"))
        }

        #expect(report.isRight, "\(report.table)")
    }

    /// P0072 is listed first for 1-1-702, for which votes.csv has a vote.
    @Test func `whom owners choose votes, who is suspended does not act, and works that failed go on when they pass`()
        async throws
    {
        let report = try await Self.report { folder in
            try Self.add(
                """
                  - {day: "2024-03-01", chooseVoter: {unit: 1-1-702, ownerRef: P0072b}}
                  - {day: "2024-03-01", seat: {code: joint, kind: jointBody, origin: appointed,
                     members: [{ownerRef: P0001, office: chair}, {ownerRef: P0002, office: deputy}, {ownerRef: P0003}]}}
                  - {day: "2024-03-02", suspend: {body: joint, seat: 1, cause: ownRequest, decidedBy: street}}
                  - {day: "2024-03-02", suspend: {body: joint, seat: 2, cause: absences, decidedBy: street,
                     until: "2024-03-05"}}
                  - {day: "2024-03-05", suspend: {body: joint, seat: 3, cause: arrears, decidedBy: ownersAssembly}}
                  - {day: "2024-03-20", reinstate: {body: joint, seat: 3}}
                  - {day: "2024-03-14", inspect: {campaign: lifts-1, lift: 1-1-A, result: failed, certificate: JC-1}}
                  - {day: "2024-03-20", inspect: {campaign: lifts-1, lift: 1-1-A, result: passed, certificate: JC-2}}

                """, to: folder)
            try Self.change("expected.yaml", of: folder) { figures in
                figures + """
                      - {name: "who acts", service: registry, path: bodies, at: "bodies[code=joint].acting", is: "2"}
                      - {name: "who presides", service: registry, path: bodies, at: "bodies[code=joint].actingChair",
                         is: "2"}
                      - {name: "inspections", service: workorders, path: orders?limit=500,
                         at: "items[lift=1-1-A].inspections.count", is: "2"}
                      - {name: "back on", service: workorders, path: orders?limit=500,
                         at: "items[lift=1-1-A].returnedOn", is: "2024-03-20"}

                    """
            }
        }

        #expect(report.isRight, "\(report.table)")
    }

    /// What comes of the story of `sanlou` with other files.
    private static func report(_ change: (URL) throws -> Void) async throws -> ScenarioReport {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-changed-\(UUID())")
        try FileManager.default.copyItem(
            at: URL(filePath: SourceRoot.path + "/deploy/scenarios/sanlou"), to: folder)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        try Self.change("scenario.yaml", of: folder) { script in
            script.replacing("../../rules/", with: SourceRoot.path + "/deploy/rules/")
        }
        try change(folder)
        return try await StoryRun.report(of: Scenario(directory: folder.path))
    }

    private static func add(_ steps: String, to folder: URL) throws {
        try change("scenario.yaml", of: folder) { $0.replacing("\nsteps:\n", with: "\nsteps:\n" + steps) }
    }

    private static func change(_ file: String, of folder: URL, _ change: (String) -> String) throws {
        let place = folder.appending(path: file)
        try Data(change(try String(contentsOf: place, encoding: .utf8)).utf8).write(to: place)
    }
}

extension String {
    fileprivate var dropFirstLine: Substring { drop { $0 != "\n" }.dropFirst() }
}
