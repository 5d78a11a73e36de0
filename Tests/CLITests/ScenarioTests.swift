import Foundation
import Model
import Testing

@testable import tongti

/// Reading a scenario's directory: what is wrong in it is found before a day is played, and told with its place.
struct ScenarioTests {
    @Test(arguments: ["runfeng", "sanlou", "jinhua", "jinshan", "minghui", "shuangqiao", "xiaoyi"])
    func `the district's own scenarios can be played`(name: String) throws {
        let scenario = try Scenario(directory: Self.root + "/deploy/scenarios/\(name)")
        #expect(!scenario.figures.isEmpty)
    }

    @Test func `the page's own example is a scenario`() throws {
        try Self.withCopy { folder in
            let page = try String(contentsOfFile: Self.root + "/docs/scenarios.md", encoding: .utf8)
            let example = try #require(page.firstMatch(of: /```yaml\n(title:[^`]*)```/)).output.1
            try Data(example.replacing("../../rules/", with: Self.root + "/deploy/rules/").utf8)
                .write(to: folder.appending(path: "scenario.yaml"))
            _ = try Scenario(directory: folder.path)
        }
    }

    @Test func `the page's examples of steps are steps`() throws {
        struct Examples: Codable { let steps: [ScenarioScript.Step] }
        let page = try String(contentsOfFile: Self.root + "/docs/scenarios.md", encoding: .utf8)
        let examples = page.matches(of: /```yaml\n(steps:[^`]*)```/).map(\.output.1)
        let steps = try examples.flatMap {
            try StrictYAML(Array($0.utf8), name: "scenarios.md").decode(Examples.self).steps
        }
        #expect(steps.allSatisfy { $0.deeds.count == 1 } && steps.count > 25)
        let known = Set(Mirror(reflecting: steps[0]).children.compactMap(\.label)).subtracting(["day", "in"])
        let shown = try JSONDecoder().decode([JSONValue].self, from: JSONEncoder().encode(steps))
            .flatMap { $0.members.map(\.name) }
        // The first example of the page shows these.
        let inAnyScenario: Set = ["advance", "payout"]
        #expect(known.subtracting(shown) == inAnyScenario)

        let nominees = Set(steps.flatMap { $0.nominate?.nominees ?? [] }.map(\.ownerRef))
        #expect(nominees.isSuperset(of: steps.flatMap { $0.screen?.refused ?? [] }), "the page refuses nobody else")
    }

    @Test func `the page names every word of a step about bodies`() throws {
        let page = try String(contentsOfFile: Self.root + "/docs/scenarios.md", encoding: .utf8)
        func row<Word: CaseIterable & RawRepresentable<String>>(_ key: String, _ words: Word.Type) {
            let text = Word.allCases.map(\.rawValue).joined(separator: " ")
            #expect(page.contains("| \(key) | `\(text)`"), "\(key) is \(text)")
        }
        row("`represents`", Represents.self)
        row("`office`", BodyOffice.self)
        row("`portfolios`", Portfolio.self)
        row("`cause` of `leave`", LeavingCause.self)
        row("`cause` of `end`", BodyEndCause.self)
        row("`mode` of `manage`", ManagementMode.self)
    }

    struct Mistake: Sendable, CustomTestStringConvertible {
        let file: String
        let text: String
        let instead: String
        let message: String
        var scenario = "sanlou"
        var testDescription: String { "\(scenario)/\(file): \(instead)" }
    }

    @Test(arguments: [
        Mistake(
            file: "scenario.yaml", text: "threshold: \"40%\"", instead: "treshold: \"40%\"",
            message: "scenario.yaml: line 23, steps[0].convene.items[0].mandate: threshold is missing; there are only"),
        Mistake(
            file: "scenario.yaml", text: "payments:", instead: "payment:",
            message: "scenario.yaml: line 12, payment is not known; is payments meant?"),
        Mistake(
            file: "scenario.yaml", text: "rate: \"8.005\"", instead: "rate: \"8,005\"",
            message: "steps[0].convene.items[0].mandate.rate: "),
        Mistake(
            file: "scenario.yaml", text: "  - day: \"2024-03-08\"", instead: "  - day: \"2024-02-30\"",
            message: "steps[1].day: "),
        Mistake(
            file: "scenario.yaml", text: "  - day: \"2024-03-08\"", instead: "  - day: \"2025-03-08\"",
            message: "scenario.yaml: line 29, steps[1].day: 2025-03-08 lies outside firstDay … lastDay"),
        Mistake(
            file: "scenario.yaml", text: "open: lifts", instead: "open: lift",
            message: "scenario.yaml: line 29, steps[1]: no step convenes lift; is lifts meant?"),
        Mistake(
            file: "scenario.yaml", text: "open: lifts", instead: "open: lifts\n    close: lifts",
            message: "scenario.yaml: line 29, steps[1] must have exactly one deed; it has open, close"),
        Mistake(
            file: "scenario.yaml", text: "        - code: \"1\"\n",
            instead: "        - {code: \"1\", title: 其他, kind: other}\n        - code: \"1\"\n",
            message: ".convene.items[1].code: 1 stands there twice"),
        Mistake(
            file: "scenario.yaml", text: "{lift: 1-1-A, amount: \"31500.50\"}",
            instead: "{lift: 1-1-A, amount: \"0.00\"}", message: ".advance.lifts[0].amount: must be more than zero"),
        Mistake(
            file: "scenario.yaml", text: "cost: \"29999.99\"", instead: "cost: \"-0.01\"",
            message: "works.cost: is less than zero"),
        // Whatever is wrong with one of the two is told when they stand in steps of their own.
        Mistake(
            file: "scenario.yaml", text: "    advance:\n",
            instead: "    payout: {campaign: c, order: o, reference: r, payee: p, amount: \"1.00\"}\n    advance:\n",
            message: "steps[4] must have exactly one deed; it has advance, payout"),
        Mistake(
            file: "scenario.yaml", text: "papers.csv", instead: "paper.csv",
            message: "scenario.yaml: line 31, steps[2].papers: there is no file paper.csv; is papers.csv meant?"),
        Mistake(file: "scenario.yaml", text: "title:", instead: "title: [", message: "scenario.yaml: is not YAML"),
        Mistake(
            file: "expected.yaml", text: "service: funds", instead: "service: fund", message: "expected.yaml: line "),
        Mistake(
            file: "expected.yaml", text: "is:", instead: "equals:",
            message: "is is missing; there are only name, service"),
        Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,9-9-999,1.00,2024-03-14,bank,\nsanlou",
            message: "payments.csv: line 2: 9-9-999 is not in roll.csv"),
        Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,1.005,2024-03-14,bank,\nsanlou",
            message: "payments.csv: line 2, column 3 (amount_yuan): "),
        Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,1.00,2023-03-14,bank,\nsanlou",
            message: "payments.csv: line 2, column 4 (paid_at): lies outside"),
        Mistake(
            file: "payments.csv", text: "\nsanlou",
            instead: "\nB000,1-1-101,1.00,2024-03-14,bank,\nB000,1-1-102,1.00,2024-03-15,bank,\nsanlou",
            message: "payments.csv: line 3, column 1 (reference): stands in line 2 already"),
        Mistake(
            file: "payments.csv", text: "\nsanlou",
            instead: "\nB000,1-1-101,1.00,2024-03-14,bank,\nb000,1-1-102,1.00,2024-03-15,bank,\nsanlou",
            message: "payments.csv: line 3, column 1 (reference): stands in line 2 already"),
        Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB 000 ,1-1-101,1.00,2024-03-14,bank,\nsanlou",
            message: "payments.csv: line 2, column 1 (reference): "),
        Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,1.00,2024-03-10,bank,\nsanlou",
            message: "payments.csv: line 2: 2024-03-10 is before lifts-1 opens, with the close of lifts on 2024-03-11"),
        Mistake(
            file: "scenario.yaml", text: "  - day: \"2024-03-11\"\n    close: lifts\n", instead: "",
            message: "scenario.yaml: payments: no step closes lifts, so lifts-1 never opens"),
        Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,0.00,2024-03-14,bank,\nsanlou",
            message: "payments.csv: line 2, column 3 (amount_yuan): must be more than zero"),
        Mistake(
            file: "roll.csv", text: "dwelling", instead: "parking",
            message: " owes nothing under lifts-1"),
        Mistake(
            file: "scenario.yaml", text: "scope: {}", instead: "scope: {buildings: [\"7\"]}",
            message: ".convene.items[0].mandate.scope: there is no building 7 on the roll"),
        Mistake(
            file: "scenario.yaml", text: "amount: \"94501.50\"", instead: "amount: \"94501.51\"",
            message: ".advance.amount: the lifts' amounts add up to 94501.50"),
        Mistake(
            file: "scenario.yaml", text: "campaign: lifts-1", instead: "campaign: lifts-2",
            message: ".campaign: no item of an assembly of sanlou collects for lifts-2; is lifts-1 meant?"),
        Mistake(
            file: "scenario.yaml", text: "parkingCounts: false", instead: "parkingCounts: maybe",
            message: "scenario.yaml: line 8, community.parkingCounts: must be true or false"),
        Mistake(
            file: "scenario.yaml", text: "name: 三栋小院", instead: "name: null",
            message: "scenario.yaml: line 5, community.name: has no value; a text that says null stands in quotes"),
        Mistake(
            file: "scenario.yaml", text: "reference: advance-1", instead: "reference: null",
            message: ".advance.reference: has no value"),
        Mistake(
            file: "expected.yaml", text: "service: funds, path: campaigns/lifts-1",
            instead: "service: funds, path: null", message: ".path: has no value"),
        Mistake(
            file: "scenario.yaml", text: "startAfter: 0", instead: "startAfter: 0.5",
            message: "works.startAfter: must be a whole number"),
        Mistake(
            file: "votes.csv", text: "\n2024-03-08", instead: "\n2024-03-07",
            message: "votes.csv: line 2: 2024-03-07 is before lifts opens, on 2024-03-08"),
        Mistake(
            file: "votes.csv", text: "\n2024-03-08", instead: "\n2024-03-11",
            message: ": 2024-03-11 is not before the close of lifts, on 2024-03-11"),
        Mistake(
            file: "scenario.yaml", text: "payments:", instead: "title: zwei\npayments:",
            message: "scenario.yaml: line 2, title is given twice"),
        Mistake(
            file: "scenario.yaml", text: "rules: /", instead: "rules: /no/",
            message: "national.yaml: there is no such file; there is no folder /no/"),
        Mistake(
            file: "expected.yaml", text: "service: funds", instead: "service: fond",
            message: ".service: “fond” is none of the words that may stand here: registry, ballots, funds, workorders"),
        Mistake(
            file: "scenario.yaml", text: "work: overhaul", instead: "work: overhual",
            message: ".releases.work: “overhual” is none of the words that may stand here: repair, overhaul, "),
        Mistake(
            file: "scenario.yaml", text: "kind: collect", instead: "kind: colect",
            message: "“colect” is none of the words that may stand here: collect, spend, seatCommittee"),
        Mistake(
            file: "scenario.yaml", text: "lender: ", instead: "lender: the ",
            message: "lender: “the propertyCompany” is none of the words that may stand here: propertyCompany, "),
        Mistake(
            file: "scenario.yaml", text: "fundStatus: ", instead: "fundStatus: in",
            message: "“ininsufficient” is none of the words that may stand here: none, insufficient, sufficient"),
        Mistake(
            file: "expected.yaml", text: "figures:", instead: "- figures:",
            message: "expected.yaml: line 2, must be keys with their values"),
        Mistake(
            file: "payments.csv", text: "amount_yuan", instead: "amount",
            message: "payments.csv: line 1, column 3 (amount): is no column of this file"),
        Mistake(
            file: "votes.csv", text: "\n2024", instead: "\n2024-03-08,lifts,2,1-1-101,for\n2024",
            message: "votes.csv: line 2: no step convenes lifts with an item 2; there is only 1"),
        Mistake(
            file: "votes.csv", text: ",for\n", instead: ",c01+c02\n",
            message: "votes.csv: line 2: c01+c02 is no choice of item 1: for, against, abstain"),
        Mistake(
            file: "roll.csv", text: "dwelling", instead: "dwelling,", message: "roll.csv: line "),
        Mistake(
            file: "scenario.yaml", text: "form: petition", instead: "form: petitio", message: ".form: ",
            scenario: "jinhua"),
        Mistake(
            file: "scenario.yaml", text: "quietDays: skip", instead: "quietDays: none",
            message: "quietDays: “none” is none of the words that may stand here: live, skip",
            scenario: "jinhua"),
        Mistake(
            file: "scenario.yaml", text: "petition: {assembly: petition", instead: "petition: {assembly: letter",
            message: ".apply.petition: no step convenes such a petition", scenario: "jinhua"),
        Mistake(
            file: "scenario.yaml", text: "- {ownerRef: P", instead: "- {ownerRef: X",
            message: " is no owner_ref of the roll", scenario: "jinhua"),
        Mistake(
            file: "scenario.yaml", text: "handOver: {body: pmc", instead: "handOver: {body: pnc",
            message: ": no step before it seats pnc; is pmc meant?", scenario: "jinhua"),
        Mistake(
            file: "scenario.yaml", text: "offices:\n        - {candidate: c0",
            instead: "offices:\n        - {candidate: d0",
            message: " is no candidate", scenario: "jinhua"),
        Mistake(
            file: "papers-election.csv", text: "+c", instead: "+d",
            message: " is no candidate of item 1; is c", scenario: "jinhua"),
        Mistake(
            file: "papers-petition.csv", text: ",for,", instead: ",against,",
            message: "papers-petition.csv: line 2: against is no choice of item 1: for", scenario: "jinhua"),
        Mistake(
            file: "expected.yaml", text: "is: \"94.6%\"", instead: "is: \"94,6%\"",
            message: ".is: with `of` it is a percentage such as 94.6%", scenario: "jinhua"),
        Mistake(
            file: "scenario.yaml", text: "revoteOf: first-ballot", instead: "revoteOf: first-balot",
            message: ": no step convenes first-balot", scenario: "jinhua"),
        Mistake(
            file: "scenario.yaml", text: "scope: {buildings: [\"13\"]}", instead: "scope: {buildings: [\"99\"]}",
            message: ".convene.scope: nobody there is on the roll", scenario: "minghui"),
        Mistake(
            file: "scenario.yaml", text: "in: yanye", instead: "in: yanyo",
            message: ", steps[0].in: yanyo is no community of the story; is yanye meant?", scenario: "xiaoyi"),
        Mistake(
            file: "scenario.yaml", text: "before: \"1\"", instead: "before: \"7\"",
            message: ".merge.from[1].buildings: yaocai has no building 7", scenario: "xiaoyi"),
        Mistake(
            file: "scenario.yaml", text: "after: \"2\"", instead: "after: \"1\"",
            message: ".merge.from[1].buildings: xinyi has a building 1 without it; building 1 of yaocai needs another",
            scenario: "xiaoyi"),
        Mistake(
            file: "scenario.yaml", text: "{community: yanye}", instead: "{community: yanyo}",
            message: ".merge.from[0].community: yanyo is no other community of the story; is yanye meant?",
            scenario: "xiaoyi"),
        Mistake(
            file: "scenario.yaml",
            text: "community:\n      code: yanye\n      name: 盐业小区\n      jurisdiction: xiaoyi",
            instead: "rules: \(root)/deploy/rules/national.yaml\n    "
                + "community:\n      code: yanye\n      name: 盐业小区\n      jurisdiction: national",
            message: ".merge.from[0].community: yanye lies in national, and ", scenario: "xiaoyi"),
        Mistake(
            file: "scenario.yaml", text: "item: \"2\"", instead: "item: \"1\"",
            message: ".hands.item: 1 is no item of the form showOfHands", scenario: "xiaoyi"),
        Mistake(
            file: "expected.yaml", text: "community: yanye", instead: "community: yanyo",
            message: "expected.yaml: line 3, figures[0].community: yanyo is no community of the story; "
                + "is yanye meant?",
            scenario: "xiaoyi"),
        Mistake(
            file: "visits-1.csv", text: "fairness", instead: "fairnes",
            message: "(concerns): joins some of cost, fairness", scenario: "shuangqiao"),
        Mistake(
            file: "visits-1.csv", text: "2023-02-20", instead: "2023-02-21",
            message: "visits-1.csv: line 2: 2023-02-21 is after the step's day, 2023-02-20", scenario: "shuangqiao"),
        Mistake(
            file: "deliveries-1.csv", text: "1-1-101,", instead: "9-1-101,",
            message: "deliveries-1.csv: line 2: 9-1-101 is not in roll.csv", scenario: "shuangqiao"),
        Mistake(
            file: "official.csv", text: "T20:01:00+08:00", instead: " 20:01:00",
            message: "official.csv: line 2, column 4 (voted_at): ", scenario: "shuangqiao"),
        Mistake(
            file: "official.csv", text: ",1,for,", instead: ",3,for,",
            message: ": no step convenes works with an item 3", scenario: "shuangqiao"),
        Mistake(
            file: "proxies.csv", text: ",P0", instead: ",X0",
            message: "proxies.csv: line 2: X0", scenario: "shuangqiao"),
        Mistake(
            file: "papers.csv", text: ",a3278d1b", instead: ",a3278d1",
            message: "is neither an owner_ref of the roll nor a UUID", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "withdrawProxy: {assembly: works, unit: ",
            instead: "withdrawProxy: {assembly: works, unit: 1",
            message: ".withdrawProxy.unit: no step before it lets somebody vote for 1", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "endVisits: lifts", instead: "endVisits: lift",
            message: ".endVisits: no step before it visits anybody about lift", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "days: 7", instead: "days: 0",
            message: ".extend.days must be from 1 to 366", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "object: {assembly: works", instead: "object: {assembly: garden",
            message: ": garden is convened only later", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "letter: 00dbff9a", instead: "letter: 01dbff9a",
            message: ".answer.letter: no step before it objects to works by this letter", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "category: counting", instead: "category: count",
            message: ".object.category: ", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "kind: salon", instead: "kind: saloon",
            message: ".consult.kind: ", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "kind: salon", instead: "kind: expertOpinion",
            message: ".consult.documents: an expert's opinion is a document", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "kind: expertOpinion", instead: "kind: salon",
            message: ".consult.parties: somebody must have come", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "refused: [P0031]", instead: "refused: [P0030]",
            message: ".screen.refused: no step before it nominates P0030 for 2023", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "visits: visits-2.csv", instead: "visits: ./visits-2.csv",
            message: ": \"./visits-2.csv\" is no name of a file in the story's folder", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "scope: {buildings: [\"13\"]}", instead: "scope: {}",
            message: "names neither buildings nor entrances, or both", scenario: "minghui"),
        Mistake(
            file: "scenario.yaml", text: "scope: {buildings: [\"13\"]}",
            instead: "scope: {buildings: [\"13\"], entrances: [\"13-1\"]}",
            message: "names neither buildings nor entrances, or both", scenario: "minghui"),
        Mistake(
            file: "scenario.yaml", text: "effective: works", instead: "effective: work",
            message: ": no step convenes work", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "item: \"2\", by: court", instead: "item: \"9\", by: court",
            message: ".setAside.item: works has no item 9", scenario: "shuangqiao"),
        Mistake(
            file: "expected.yaml", text: "as: street", instead: "as: owner",
            message: ".as: owners read what is their own", scenario: "shuangqiao"),
        Mistake(
            file: "scenario.yaml", text: "jurisdiction: beijing", instead: "jurisdiction: shanghai",
            message: "beijing.yaml: the pack is beijing's, and runfeng lies in shanghai", scenario: "runfeng"),
        Mistake(
            file: "yanye/papers.csv", text: "\n1,1-1-", instead: "\n1,9-1-",
            message: " is not in yanye/roll.csv", scenario: "xiaoyi"),
    ])
    func `a mistake is told with its file and place`(mistake: Mistake) throws { try Self.expect(mistake) }

    /// What is wrong is told, and as a mistake of whoever wrote it.
    static func expect(_ mistake: Mistake) throws {
        try withCopy(of: mistake.scenario) { folder in
            let file = folder.appending(path: mistake.file)
            let text = try String(contentsOf: file, encoding: .utf8)
            let range = try #require(text.range(of: mistake.text))
            try Data(text.replacingCharacters(in: range, with: mistake.instead).utf8).write(to: file)

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(error?.message.contains(mistake.message) == true, "\(error?.message ?? "")")
            #expect(error?.exitStatus == .usage)
        }
    }

    @Test func `steps rest on those of the days before, wherever they stand in the file`() throws {
        try Self.withCopy(of: "jinhua") { folder in
            let file = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            let last = "  - day: \"2022-04-26\"\n    endVisits: second-ballot\n"
            try #require(text.contains(last))
            let moved = text.replacing(last, with: "").replacing("\nsteps:\n", with: "\nsteps:\n" + last)
            try Data(moved.utf8).write(to: file)
            _ = try Scenario(directory: folder.path)

            let early = moved.replacing(last, with: last.replacing("2022-04-26", with: "2019-11-11"))
            try Data(early.utf8).write(to: file)
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message.hasSuffix("no step before it visits anybody about second-ballot") == true)
        }
    }

    @Test func `a table that nothing reads is told by its name`() throws {
        try Self.withCopy { folder in
            try Data("day\n".utf8).write(to: folder.appending(path: "vote.csv"))
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(
                error?.message
                    == "vote.csv: is read by nothing; a step has to name it, unless it is called "
                    + "lifts.csv, payments.csv, roll.csv, votes.csv")
        }
        try Self.withCopy { folder in
            try FileManager.default.moveItem(
                at: folder.appending(path: "votes.csv"), to: folder.appending(path: "votes.CSV"))
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message == "votes.CSV: is read by nothing; is votes.csv meant?")
        }
    }

    @Test func `an optional table that leads nowhere is not one that was left out`() throws {
        try Self.withCopy { folder in
            let votes = folder.appending(path: "votes.csv")
            try FileManager.default.removeItem(at: votes)
            try FileManager.default.createSymbolicLink(atPath: votes.path, withDestinationPath: "nowhere.csv")
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message == "votes.csv: cannot be read")
        }
    }

    @Test func `a script that is not in UTF-8 is refused with its line`() throws {
        try Self.withCopy { folder in
            let file = folder.appending(path: "scenario.yaml")
            let text = try Data(contentsOf: file)
            try (Data("# 1\n# \u{fc}\n".unicodeScalars.map { UInt8($0.value) }) + text).write(to: file)
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message == "scenario.yaml: line 2 is not UTF-8; save the file as UTF-8")
        }
    }

    @Test func `payments without a campaign or without a table are told before anything is played`() throws {
        try Self.withCopy { folder in
            let file = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("payments:") })
            try Data(text.replacing(line, with: "payments: overhual-1").utf8).write(to: file)
            let misspelt = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(misspelt?.message.contains("collects for overhual-1") == true, "\(misspelt?.message ?? "")")

            try Data(text.utf8).write(to: file)
            try FileManager.default.removeItem(at: folder.appending(path: "payments.csv"))
            let missing = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(
                missing?.message
                    == "payments.csv: there is no such file; `payments` in scenario.yaml is left out where nothing "
                    + "is paid")
        }
    }

    @Test func `a rule pack without the one that it extends is told by that one's file`() throws {
        try Self.withCopy { folder in
            let folder = URL(filePath: folder.path, directoryHint: .isDirectory)
            let packs = URL(filePath: Self.root + "/deploy/rules")
            try FileManager.default.copyItem(
                at: packs.appending(path: "beijing.yaml"), to: folder.appending(path: "mine.yaml"))
            let missing = #expect(throws: ScenarioFault.self) { _ = try Scenario.rules("mine.yaml", in: folder) }
            #expect(missing?.message == "national.yaml: there is no such file; mine.yaml extends it")
            let misspelt = #expect(throws: ScenarioFault.self) { _ = try Scenario.rules("mime.yaml", in: folder) }
            #expect(misspelt?.message == "mime.yaml: there is no such file; is mine.yaml meant?")

            try Data("version: [\n".utf8).write(to: folder.appending(path: "national.yaml"))
            let wrong = #expect(throws: ScenarioFault.self) { _ = try Scenario.rules("mine.yaml", in: folder) }
            #expect(wrong?.message.hasPrefix("national.yaml: ") == true, "\(wrong?.message ?? "")")
        }
    }

    @Test func `a further community without a roll is told by its file`() throws {
        try Self.withCopy(of: "xiaoyi") { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "yanye/roll.csv"))
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(
                error?.message
                    == "yanye/roll.csv: there is no such file; there are only yanye/papers.csv, yanye/visits.csv")
        }
        try Self.withCopy(of: "xiaoyi") { folder in
            try FileManager.default.removeItem(at: folder.appending(path: "yanye"))
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message == "yanye/roll.csv: there is no such file; there is no folder yanye/")
        }
    }

    @Test func `a script under another name is told`() throws {
        try Self.withCopy { folder in
            try FileManager.default.moveItem(
                at: folder.appending(path: "scenario.yaml"), to: folder.appending(path: "scenario.yml"))
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            #expect(error?.message == "scenario.yaml: there is no such file; is scenario.yml meant?")
        }
    }

    @Test func `only eventful days are played where quiet ones are skipped`() throws {
        let scenario = try Scenario(directory: Self.root + "/deploy/scenarios/xiaoyi")
        #expect(
            scenario.days.map(\.description) == [
                "2021-04-10", "2021-04-24", "2021-04-28", "2021-05-08", "2021-05-10", "2021-05-12", "2021-05-14",
                "2021-05-30", "2021-06-01", "2021-06-02", "2021-06-05", "2021-06-15", "2021-06-16", "2021-06-17",
                "2021-07-02",
            ])
    }

    @Test func `an area's voters are those of its parts under their new names`() throws {
        let scenario = try Scenario(directory: Self.root + "/deploy/scenarios/xiaoyi")
        let area = scenario.voters(of: scenario.script.community.code, in: try #require(AssemblyID("pmc")))
        #expect(area.count == 58 && area.keys.count { $0.building.description == "2" } == 28)
    }

    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// A copy of a scenario that may be spoilt.
    static func withCopy<Value>(of scenario: String = "sanlou", _ body: (URL) throws -> Value) throws -> Value {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-scenario-\(UUID())")
        try FileManager.default.copyItem(
            at: URL(filePath: root + "/deploy/scenarios/\(scenario)"), to: folder)
        let script = folder.appending(path: "scenario.yaml")
        let text = try String(contentsOf: script, encoding: .utf8)
        try Data(text.replacing("../../rules/", with: root + "/deploy/rules/").utf8).write(to: script)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        return try body(folder)
    }
}
