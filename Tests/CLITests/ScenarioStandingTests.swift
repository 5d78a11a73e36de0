import Foundation
import Testing

@testable import tongti

/// Who has a vote, and who stands on a list, as far as the files of a story tell it.
struct ScenarioStandingTests {
    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "roll.csv", text: "1103,74.79,dwelling", instead: "1103,74.79,parking",
            message: "votes.csv: line 4: 1-1-1103 has no vote, since parking does not count"),
        ScenarioTests.Mistake(
            file: "roll.csv", text: "2,1,4,401,60.80,dwelling", instead: "2,1,4,401,60.80,parking",
            message: ": 2-1-401 has no vote, since parking does not count", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers-13.csv", text: "\n1,13-1-101,", instead: "\n1,12-1-101,",
            message: "papers-13.csv: line 2: 12-1-101 has no vote on lift-13, which is of a part of the community",
            scenario: "minghui"),
    ])
    func `a ballot for a unit that has no vote is told with its line`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test func `parking has a vote where it counts`() throws {
        try ScenarioTests.withCopy { folder in
            for (name, text, instead) in [
                ("roll.csv", "1103,74.79,dwelling", "1103,74.79,parking"),
                ("scenario.yaml", "parkingCounts: false", "parkingCounts: true"),
            ] {
                let file = folder.appending(path: name)
                let old = try String(contentsOf: file, encoding: .utf8)
                try #require(old.contains(text))
                try Data(old.replacing(text, with: instead).utf8).write(to: file)
            }
            _ = try Scenario(directory: folder.path)
        }
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "{ownerRef: P0029, channel: residentsCommittee}",
            instead: "{ownerRef: P0002, channel: residentsCommittee}",
            message: ".nominate.nominees[0].ownerRef: P0002 is nominated before", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "{ownerRef: P0010, channel: self}",
            instead: "{ownerRef: P0010, channel: self, supporters: [P0001]}",
            message: ".nominate.nominees[1].supporters: only a joint nomination has some", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "supporters: [P0001, P0011,", instead: "supporters: [P0001, P0001,",
            message: ".nominate.nominees[2].supporters: must be other owners, each once", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "supporters: [P0001, P0011,", instead: "supporters: [P0001, P0024,",
            message: ".nominate.nominees[2].supporters: must be other owners, each once", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "refused: [P0031]",
            instead: "refused: [P0013, P0002, P0024, P0029, P0010, P0031, P0008]",
            message: ".screen: leaves nobody on the list of 2023", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "  - day: \"2023-06-28\"\n    convene:\n",
            instead: "  - {day: \"2023-06-28\", screen: {round: \"2023\", reason: x}}\n"
                + "  - day: \"2023-06-28\"\n    convene:\n",
            message: ".screen.round: the list of 2023 is posted before", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "      seats: 3\n      closesOn:", instead: "      seats: 4\n      closesOn:",
            message: ".election.seats: the round 2023 is for 4 seats", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "          form: election\n          election:\n            seats: 3\n",
            instead: "          form: election\n          mandate: {kind: seatCommittee, body: council}\n"
                + "          election:\n            seats: 3\n",
            message: ".mandate.body: the round 2023 is for committee", scenario: "shuangqiao"),
    ])
    func `a list that cannot come about is told with the step that keeps it from it`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    // MARK: - Owning something

    /// In `shuangqiao` they are nominated from the 16th of June on, and convened by the list on the 28th; P0024 has a flat
    /// in each of two buildings, of which the second is that of their seat.
    @Test(
        arguments: [
            ("2023-06-15", "1,1,1,102,89.00", ".nominate.nominees[1].ownerRef: P0002 \(idle)"),
            ("2023-06-20", "1,1,1,102,89.00", "\(standing)[1].candidate: P0002 \(idle)"),
            ("2023-06-29", "1,1,1,102,89.00", ".open: items[0].election.candidates[1].candidate: P0002 \(idle)"),
            ("2023-06-15", "1,1,2,201,60.57", ".nominate.nominees[2].supporters: P0001 \(idle)"),
            ("2023-06-20", "1,1,2,201,60.57", nil),
            ("2023-06-20", "2,1,1,101,60.86", "\(standing)[2].building: P0024 owns nothing there by then that counts"),
            ("2023-06-20", "3,1,4,402,89.14", nil),
        ] as [(String, String, String?)])
    func `whoever sells what they have neither stands nor supports anybody`(
        day: String, unit: String, message: String?
    ) throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            try Self.sell("\(unit),dwelling", on: day, in: folder)
            let told = try ScenarioTests.told(of: folder)
            guard let message else {
                #expect(told == nil)
                return
            }
            #expect(told?.hasSuffix(message) == true, "\(told ?? "")")
        }
    }

    @Test func `whoever sells what they have takes no seat`() throws {
        try ScenarioTests.withCopy(of: "jinhua") { folder in
            try Self.sell("N,1,6,601,68.62,dwelling", on: "2021-05-01", in: folder)
            let told = try ScenarioTests.told(of: folder)
            let message = ".ownerRef: P0170 is no owner of the roll by then"
            #expect(told?.contains(".seat.members[") == true && told?.hasSuffix(message) == true, "\(told ?? "")")
        }
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "candidate: c01, ownerRef: Y0028", instead: "candidate: c01, ownerRef: Z0028",
            message: "\(standing)[0].ownerRef: Z0028 is no owner_ref of the roll", scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "candidate: c01, ownerRef: P0013", instead: "candidate: c01, ownerRef: P0024",
            message: "\(standing)[0].ownerRef: c01 is P0013 in the round", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "ownerRef: P0010, building: \"2\"",
            instead: "ownerRef: P0010, building: \"3\"",
            message: "\(standing)[4].building: P0010 owns nothing there by then that counts", scenario: "shuangqiao"),
    ])
    func `who stands for election is told where it is somebody else, or nobody`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    private static let idle = "owns nothing by then that counts"
    private static let standing = ".convene.items[0].election.candidates"

    /// The unit changes hands, whose row begins so.
    private static func sell(_ unit: String, on day: String, in folder: URL) throws {
        let header = "building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone"
        try ScenarioTests.write("\(header)\n\(unit),P9000,业主P9000,person,\n", to: "sold.csv", in: folder)
        try ScenarioTests.add(steps: "  - {day: \"\(day)\", transfer: sold.csv}\n", to: folder)
    }

    @Test func `hands are counted once on an item`() throws {
        let digest = String(repeating: "0", count: 64)
        try ScenarioTests.expect(
            ScenarioTests.Mistake(
                file: "scenario.yaml", text: "  - day: \"2021-06-15\"\n    close: pmc\n",
                instead: """
                      - day: "2021-06-15"
                        hands:
                          assembly: pmc
                          item: "2"
                          inFavour: 1
                          against: 0
                          abstained: 0
                          evidence: "\(digest)"
                          witness: 064fac9c-fecb-5bf5-a8d4-9c44603a3318
                      - day: "2021-06-15"
                        close: pmc

                    """,
                message: ".hands.item: the hands on item 2 of pmc are counted before", scenario: "xiaoyi"))
    }
}
