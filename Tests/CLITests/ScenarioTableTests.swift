import Foundation
import Testing

@testable import tongti

/// Words and days in the tables of a scenario that the services would refuse.
struct ScenarioTableTests {
    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "official.csv", text: "2023-03-30T", instead: "2023-03-05T",
            message: "official.csv: line 2: 2023-03-05 is before the day on which the owners were told, 2023-03-06",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "official.csv", text: "2023-03-30T", instead: "2023-04-02T",
            message: "official.csv: line 2: 2023-04-02 is after the step's day, 2023-04-01", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",2023-04-08,", instead: ",2023-04-10,",
            message: "papers.csv: line 2: 2023-04-10 is after the step's day, 2023-04-09", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",2023-04-08,", instead: ",8.4.2023,",
            message: "papers.csv: line 2, column 4 (signed_on): ", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",altered,", instead: ",torn,",
            message: "(invalid): must be one of unsigned, overVoted, unclear, altered, notAuthorised",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",C3,W1,", instead: ",C3,c3,",
            message: "papers.csv: line 2, column 6 (witness): must not be the collector", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",C3,W1,", instead: ",C3,,",
            message: "papers.csv: line 2, column 6 (witness): is empty", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: "3-1-101,against,2023-04-08,C3,W1,",
            instead: "3-1-101,against,2023-04-08,C3 ,W1,", message: "papers.csv: line 2, column 5 (collector): ",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",a3278d1b-d58d-5fcd-95e0-3c5e31744170,", instead: ",,",
            message: "papers.csv: line 2, column 9 (proxy): is empty although there is an authority",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: "1,3-1-101,against,", instead: "1,3-1-101,unsigned,",
            message: "unsigned is no choice of item 1: for, against, abstain", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "deliveries-1.csv", text: ",post,", instead: ",mail,",
            message: "(method): must be one of inPerson, post, electronic, announcement", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "deliveries-1.csv", text: ",2023-03-23,", instead: ",2023-03-05,",
            message: "deliveries-1.csv: line 3: 2023-03-05 is before the day on which the owners were told, 2023-03-06",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "proxies.csv", text: ",2023-03-22", instead: ",2023-03-25",
            message: "proxies.csv: line 2: 2023-03-25 is after the step's day, 2023-03-24", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "roll.csv", text: ",dwelling,", instead: ",flat,",
            message: "(use): must be one of dwelling, shop, parking, storage, other"),
        ScenarioTests.Mistake(
            file: "roll.csv", text: ",person,", instead: ",human,",
            message: "(owner_kind): must be one of person, company, developer"),
        ScenarioTests.Mistake(
            file: "lifts.csv", text: "2011-09-01", instead: "2011-9-1",
            message: "lifts.csv: line 2, column 9 (installed_on): "),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "convener: committee\n", instead: "noticeOn: \"2023-03-07\"\n",
            message: ".convene.noticeOn: 2023-03-07 is after the step's day, 2023-03-06", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "votes.csv", text: "day,assembly,item,unit,choice", instead: "day;assembly;item;unit;choice",
            message: "votes.csv: line 1, column 1: has semicolons between its columns where commas belong; save "),
    ])
    func `a word or a day that cannot stand in a table is told with its line`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "deliveries-1.csv", text: "1-1-102,1,inPerson,2023-03-23,", instead: "1-1-102,1,inPerson,,",
            message: "deliveries-1.csv: line 3, column 4 (delivered_on): is missing although papers were handed out",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "deliveries-1.csv", text: "1-1-102,1,", instead: "1-1-102,0,",
            message: "line 3, column 2 (papers): is 0 although it was delivered", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "deliveries-1.csv", text: "1-1-102,1,", instead: "1-1-102,1001,",
            message: "line 3, column 2 (papers): must be from 0 to 1000", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "deliveries-1.csv", text: "1-1-202,0,electronic", instead: "1-1-202,1,electronic",
            message: "(papers): must be 0 for this method", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "deliveries-1.csv",
            text: "electronic,2023-03-23,9c4ee7eb0198be24cdddcde8ddecced56d97067dca1202bf583a65d0c96354ca",
            instead: "announcement,2023-03-23,",
            message: "(evidence_sha256): is missing: an announcement needs its photo", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "deliveries-1.csv", text: "\n1-1-102,", instead: "\n1-1-101,",
            message: "deliveries-1.csv: line 3, column 1 (unit): repeats line 2", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "official.csv", text: "1-1-302,2,for,", instead: "1-1-302,1,for,",
            message: "official.csv: line 3, column 1 (unit): repeats line 2", scenario: "shuangqiao"),
    ])
    func `a line that cannot be so, or that comes again, is told with its column`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "votes.csv", text: "3-1-102,for,P0005", instead: "3-1-102,for,P0006",
            message: "votes.csv: line 2: no step before it lets P0006 vote for 3-1-102", scenario: "shuangqiao"),
        // The day before the authorities are recorded.
        ScenarioTests.Mistake(
            file: "votes.csv", text: "2023-03-25,works,1,3-1-102", instead: "2023-03-23,works,1,3-1-102",
            message: "votes.csv: line 2: no step before it lets P0005 vote for 3-1-102", scenario: "shuangqiao"),
        // An authority that was taken back.
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2023-03-25", instead: "\n2023-03-28,works,1,2-1-302,for,P0005\n2023-03-25",
            message: "votes.csv: line 2: no step before it lets P0005 vote for 2-1-302", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",6a17bee0", instead: ",7a17bee0",
            message: "papers.csv: line 2: no step before it lets a3278d1b-d58d-5fcd-95e0-3c5e31744170 vote for 3-1-101 "
                + "by this authority", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: "\n1,3-1-101,against,2023-04-08", instead: "\n1,3-1-101,against,2023-03-21",
            message: "papers.csv: line 2: 2023-03-21 is before the authority was written, 2023-03-22",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "proxies.csv", text: "\n3-1-101,", instead: "\n3-1-102,",
            message: "proxies.csv: line 3: the owner of 3-1-102 lets somebody vote already", scenario: "shuangqiao"),
    ])
    func `whoever votes for others without their authority is told`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    /// P0032 owns two units of `shuangqiao`, and one authority is for both.
    @Test func `an authority is taken back once, for whichever of its owner's units`() throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            let roll = try String(contentsOf: folder.appending(path: "roll.csv"), encoding: .utf8)
            let units = roll.split(separator: "\n").filter { $0.contains(",P0032,") }.map { row in
                let cells = row.split(separator: ",", omittingEmptySubsequences: false)
                return "\(cells[0])-\(cells[1])-\(cells[3])"
            }
            try #require(units.count == 2)
            let digest = String(repeating: "0", count: 64)
            try Data("unit,holder,authority_sha256,written_on\n\(units[0]),P0006,\(digest),2023-03-28\n".utf8)
                .write(to: folder.appending(path: "more.csv"))
            let script = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: script, encoding: .utf8)
            func told(_ withdrawn: [String]) throws -> String? {
                var steps = "  - {day: \"2023-03-29\", proxies: {assembly: works, file: more.csv}}\n"
                for unit in withdrawn {
                    steps += "  - {day: \"2023-03-29\", withdrawProxy: {assembly: works, unit: \(unit)}}\n"
                }
                try Data(text.replacing("\nsteps:\n", with: "\nsteps:\n" + steps).utf8).write(to: script)
                do {
                    _ = try Scenario(directory: folder.path)
                    return nil
                } catch let fault as ScenarioFault {
                    return fault.message
                }
            }
            #expect(try told([units[1]]) == nil)
            let again = try told([units[1], units[0]])
            #expect(
                again?.hasSuffix(
                    ", steps[2].withdrawProxy.unit: no step before it lets somebody vote for \(units[0]), "
                        + "or it was taken back") == true, "\(again ?? "")")
        }
    }

    @Test func `a paper that is invalid chooses nothing`() throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            let text = try String(contentsOf: folder.appending(path: "papers.csv"), encoding: .utf8)
            let row = try #require(text.split(separator: "\n").first { $0.contains(",altered,") })
            let chosen = row.replacing(",,", with: ",for,", maxReplacements: 1)
            try ScenarioTests.change("papers.csv", in: folder, String(row), String(chosen))
            let told = try ScenarioTests.told(of: folder)
            #expect(told?.hasSuffix("(choice): must be empty where the paper is invalid") == true, "\(told ?? "")")
        }
    }

    @Test func `a paper is entered once, in whichever batch`() throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            let lines = try String(contentsOf: folder.appending(path: "papers.csv"), encoding: .utf8)
                .split(separator: "\n")
            let again = "\(lines[0])\n\(lines[2])\n"
            try ScenarioTests.write(again, to: "more.csv", in: folder)
            try ScenarioTests.add(
                steps: "  - {day: \"2023-04-08\", papers: {assembly: works, file: more.csv}}\n", to: folder)
            let told = try ScenarioTests.told(of: folder)
            #expect(
                told?.hasPrefix("papers.csv: line 3: the paper of ") == true
                    && told?.hasSuffix(" with this evidence_sha256 stands in more.csv, line 2 already") == true,
                "\(told ?? "")")

            // Another scan is another paper, which is kept and not counted.
            let other = again.replacing(/[0-9a-f]{64}/, with: String(repeating: "0", count: 64))
            try ScenarioTests.write(other, to: "more.csv", in: folder)
            #expect(try ScenarioTests.told(of: folder) == nil)
        }
    }

    @Test(
        arguments: [
            (",register,9119.15", nil), (",,", nil),
            (",guess,", "roll.csv: line 2, column 11 (area_source): must be one of register, survey, contract"),
            (",register,viel", "roll.csv: line 2, column 12 (building_area_m2): "),
        ] as [(String, String?)])
    func `a roll may say where its areas come from and what they add up to`(row: String, message: String?) throws {
        try ScenarioTests.withCopy { folder in
            let roll = try String(contentsOf: folder.appending(path: "roll.csv"), encoding: .utf8)
            let lines = roll.split(separator: "\n")
            let more = lines.dropFirst().map { "\n\($0)\(row)" }.joined()
            try ScenarioTests.write("\(lines[0]),area_source,building_area_m2\(more)", to: "roll.csv", in: folder)
            let told = try ScenarioTests.told(of: folder)
            #expect((told == nil) == (message == nil), "\(told ?? "")")
            if let message { #expect(told?.hasPrefix(message) == true, "\(told ?? "")") }
        }
    }

    @Test func `co-owners may send papers that say different things`() throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            let lines = try String(contentsOf: folder.appending(path: "papers.csv"), encoding: .utf8)
                .split(separator: "\n")
            let other = lines[2].replacing(",for,", with: ",against,")
                .replacing(/[0-9a-f]{64}/, with: String(repeating: "0", count: 64))
            try #require(other.contains(",against,"))
            try ScenarioTests.write((lines + [other]).joined(separator: "\n"), to: "papers.csv", in: folder)
            #expect(try ScenarioTests.told(of: folder) == nil)
        }
    }

    @Test func `the rules say for how many owners one may vote, of whom none owns the unit with the holder`() throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            let script = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: script, encoding: .utf8)
            let step = "  - {day: \"2023-03-29\", proxies: {assembly: works, file: more.csv}}\n"
            try Data(text.replacing("\nsteps:\n", with: "\nsteps:\n" + step).utf8).write(to: script)
            let roll = try String(contentsOf: folder.appending(path: "roll.csv"), encoding: .utf8)
            func told(_ owners: [String]) throws -> String? {
                let digest = String(repeating: "0", count: 64)
                let lines = try owners.map { owner in
                    let row = try #require(roll.split(separator: "\n").first(where: { $0.contains(",\(owner),") }))
                    let cells = row.split(separator: ",", omittingEmptySubsequences: false)
                    return "\(cells[0])-\(cells[1])-\(cells[3]),P0005,\(digest),2023-03-28\n"
                }
                let table = "unit,holder,authority_sha256,written_on\n" + lines.joined()
                try Data(table.utf8).write(to: folder.appending(path: "more.csv"))
                do {
                    _ = try Scenario(directory: folder.path)
                    return nil
                } catch let fault as ScenarioFault {
                    return fault.message
                }
            }
            // One that was given before stands; the other was taken back.
            #expect(try told(["P0001", "P0002"]) == nil)
            #expect(
                try told(["P0001", "P0002", "P0003"])
                    == "more.csv: line 4: the rules let nobody vote for more than 3 owners by authorities")
            #expect(try told(["P0005"])?.contains("more.csv: line 2: P0005 is an owner of ") == true)
        }
    }
}
