import Foundation
import Testing

@testable import tongti

/// What the services would refuse on its day, and what can be told from the files alone.
struct ScenarioRuleTests {
    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "threshold: \"40%\"", instead: "threshold: \"0%\"",
            message: "scenario.yaml: line 14, steps[0].convene.items[0].mandate.threshold: must be more than zero"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "threshold: \"40%\"", instead: "threshold: \"140%\"",
            message: ", steps[0].convene.items[0].mandate.threshold: "),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "threshold: \"40%\"", instead: "threshold: \"7/5\"",
            message: "must lie between 0 and 1 with a denominator of at most 1000000"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "rate: \"8.005\"", instead: "rate: \"0.00\"",
            message: "steps[0].convene.items[0].mandate.rate: must be more than zero"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "rate: \"8.005\"", instead: "rate: \"10000.0001\"",
            message: "steps[0].convene.items[0].mandate.rate: must not be more than 10000.00 yuan per m²"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "{work: overhaul, workClass: majorRepair}",
            instead: "{work: replacement, workClass: generalRepair}",
            message: "steps[0].convene.items[0].mandate.releases.workClass: must be installation, alteration or "
                + "majorRepair: such works need a supervisory inspection"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "share: \"10%\"", instead: "share: \"0%\"",
            message: ".share: must be more than zero", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "kind: raiseFund", instead: "kind: useFund",
            message: "steps[0].convene.items[0].kind: useFund does not allow this mandate; these do: "
                + "raiseFund, rebuild, changeOfUse"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "kind: raiseFund", instead: "kind: other\n          alsoKinds: [useFund]",
            message: ".kind: other does not allow this mandate; these do: raiseFund, rebuild, changeOfUse"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "kind: raiseFund", instead: "kind: raiseFund\n          form: survey",
            message: ".convene.items[0].mandate: an item of the form survey cannot carry it"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "      items:\n", instead: "      scope: {buildings: [\"1\"]}\n      items:\n",
            message: ".items[0].mandate: concerns owners who have no vote on it, since the assembly is of a part"),
    ])
    func `an item that could not be convened is told with its member and what is right`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "seats: 7\n", instead: "seats: -7\n",
            message: ".convene.items[0].election.seats: must be more than zero", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "seats: 7\n", instead: "seats: 9223372036854775807\n",
            message: ".election.candidates: must be at least 9223372036854775807", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "alternates: 2", instead: "alternates: 61",
            message: ".election.alternates: may be at most 60", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "least: 5", instead: "least: 8",
            message: ".election.seats: must be at least 8", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "candidate: c02, ownerRef", instead: "candidate: c01, ownerRef",
            message: ".election.candidates[1].candidate: is given twice", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "kind: committeeElection", instead: "kind: other",
            message: ".convene.items[0].kind: an item of the form election cannot have it", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "          share: \"10%\"\n", instead: "",
            message: ".convene.items[0].share: an item of the form petition must have it", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "{building: \"3\", seats: 1}", instead: "{building: \"3\", seats: 2}",
            message: ".election.seatsByBuilding[2].seats: must not be more than the 1 candidates of the building",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "{building: \"2\", seats: 1}", instead: "{building: \"2\", seats: 2}",
            message: ".election.seatsByBuilding: must add up to the 3 seats of the election", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "{building: \"3\", seats: 1}", instead: "{building: \"4\", seats: 1}",
            message: ".election.seatsByBuilding[2].building: there is no building 4 on the roll",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "candidate: c05, ownerRef", instead: "candidate: c06, ownerRef",
            message: ".election.candidates: the round 2023 has posted c01, c02, c03, c04, c05", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "round: \"2023\"\n            seatsByBuilding",
            instead: "round: \"2024\"\n            seatsByBuilding",
            message: ".election.round: no step before it screens the round 2024", scenario: "shuangqiao"),
    ])
    func `an election that cannot be is told with its member`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",c01+c02+c04", instead: ",c01+c01+c04",
            message: "papers.csv: line 2: c01+c01+c04+c05+c06 names a candidate twice", scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2023-03-25",
            instead: "\n2023-07-15,committee,1,1-1-101,c01+c02+c03+c04,\n2023-03-25",
            message: "votes.csv: line 2: c01+c02+c03+c04 names 4 candidates for 3 seats", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "inFavour: 55", instead: "inFavour: -55",
            message: ".hands.inFavour: is less than zero", scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "inFavour: 55", instead: "inFavour: 9223372036854775807",
            message: ".hands: counts more hands than the ", scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "against: 0", instead: "against: 4",
            message: ".hands: counts more hands than the 58 heads of the roll", scenario: "xiaoyi"),
    ])
    func `what cannot be counted is told`(mistake: ScenarioTests.Mistake) throws { try ScenarioTests.expect(mistake) }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "votes.csv", text: ",for\n", instead: ",follow\n",
            message: "votes.csv: line 2: follow is no choice of item 1: for, against, abstain"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",for,", instead: ",follow,",
            message: ": follow is no choice of item 1: for, against, abstain"),
        ScenarioTests.Mistake(
            file: "official.csv", text: ",1,for,", instead: ",1,follow,",
            message: ": follow is no choice of item 1: for, against, abstain", scenario: "shuangqiao"),
    ])
    func `nobody follows the majority where the rules do not put it on the ballot`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test func `owners follow the majority where the rules put it on the ballot`() throws {
        let off = "silentBallots:\n  policy: \"off\""
        try ScenarioTests.withPack(replacing: off, with: "silentBallots:\n  policy: followOption") { folder in
            let votes = folder.appending(path: "votes.csv")
            let cast = try String(contentsOf: votes, encoding: .utf8)
            try Data(cast.replacing(",for\n", with: ",follow\n", maxReplacements: 1).utf8).write(to: votes)

            _ = try Scenario(directory: folder.path)
        }
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2024-03-08,lifts,1,1-1-203,for",
            instead: "\n2024-03-08,lifts,1,2-1-502,against",
            message: "votes.csv: line 3: 2-1-502 votes on item 1 a second time, after votes.csv, line 2"),
        // By days, as they are played: the later vote stands first in the file.
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2024-03-08", instead: "\n2024-03-10,lifts,1,2-1-502,for\n2024-03-08",
            message: "votes.csv: line 2: 2-1-502 votes on item 1 a second time, after votes.csv, line 3"),
    ])
    func `a unit that votes twice is told with both lines`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2024-03-08", instead: "\n2024-03-08,lifts,1,1-1-303,against\n2024-03-08",
            message: "votes.csv: line 10: 1-1-201 votes on item 1 a second time, after votes.csv, line 2, "
                + "for 1-1-303 of the same owners"),
        // Two own both units together.
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2024-03-08", instead: "\n2024-03-08,lifts,1,3-1-904,against\n2024-03-08",
            message: "votes.csv: line 74: 1-1-1101 votes on item 1 a second time, after votes.csv, line 2, "
                + "for 3-1-904 of the same owners"),
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2023-03-25", instead: "\n2023-04-01,works,1,1-1-302,for,\n2023-03-25",
            message: "votes.csv: line 2: 1-1-302 votes on item 1 a second time, after official.csv, line 2",
            scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2023-03-25", instead: "\n2023-04-09,works,1,2-1-502,for,\n2023-03-25",
            message: "votes.csv: line 2: 2-1-502 votes on item 1 a second time, after papers.csv, line 4",
            scenario: "shuangqiao"),
    ])
    func `a head that votes twice is told, through whichever unit and on whatever way it voted before`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test func `whose paper is invalid votes electronically, and whoever has voted may send a paper`() throws {
        try ScenarioTests.withCopy(of: "shuangqiao") { folder in
            let votes = folder.appending(path: "votes.csv")
            let cast = try String(contentsOf: votes, encoding: .utf8)
            // The paper of 1-1-501 was altered; 2-1-502 sends its own a day later.
            let more = "2023-04-09,works,1,1-1-501,for,\n2023-04-08,works,1,2-1-502,for,\n"
            try Data((cast + more).utf8).write(to: votes)

            _ = try Scenario(directory: folder.path)
        }
    }

    @Test(arguments: [
        ("lifts-1.1-1-A", "lifts-1", nil),
        (
            "lifts-1.9-1-A", "lifts-1",
            ".payout.order: lifts-1.9-1-A is no order of lifts-1; they are called like lifts-1.1-1-A"
        ),
        ("1-1-A", "lifts-1", ".payout.order: 1-1-A is no order of lifts-1; they are called like lifts-1.1-1-A"),
        ("lifts-2.1-1-A", "lifts-1", ".payout.order: lifts-2.1-1-A is no order of lifts-1; "),
        ("lifts-2.1-1-A", "lifts-2", ".payout.campaign: no item of an assembly of sanlou collects for lifts-2"),
    ])
    func `a payout for an order that there cannot be is told with what orders are called`(
        order: String, campaign: String, message: String?
    ) throws {
        try ScenarioTests.withCopy { folder in
            let script = folder.appending(path: "scenario.yaml")
            let text = try String(contentsOf: script, encoding: .utf8)
            let step = """
                  - day: "2024-04-19"
                    payout: {campaign: \(campaign), order: \(order), reference: p-1, payee: 某公司, amount: "1.00"}

                """
            let allowed = Self.allowing([Self.mandate()], in: text)
            try Data(allowed.replacing("\nsteps:\n", with: "\nsteps:\n" + step).utf8).write(to: script)
            guard let message else {
                _ = try Scenario(directory: folder.path)
                return
            }
            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }
            let told = error?.message ?? ""
            #expect(told.hasPrefix("scenario.yaml: line 14, steps[0]\(message)"), "\(told)")
        }
    }

    @Test(
        arguments: [
            // These mandates, then a payout of that day and amount, and one of 29,999.99 yuan on the 19th of April.
            ([mandate()], "2024-04-18", "29999.99", nil),
            ([mandate(cap: "30000.00")], "2024-04-18", "0.01", nil),
            ([mandate(more: ", campaign: lifts-1")], "2024-04-18", "1.00", nil),
            ([], "2024-04-18", "1.00", unallowed),
            ([mandate(buildings: "2")], "2024-04-18", "1.00", unallowed),
            // The assembly is closed on the 11th.
            ([mandate()], "2024-03-10", "1.00", unallowed),
            ([mandate(cap: "29999.98")], "2024-04-18", "1.00", left("29998.98")),
            ([mandate(cap: "20000.00"), mandate(cap: "25000.00")], "2024-04-18", "1.00", left("25000.00")),
            ([mandate(cap: "29999.99")], "2024-04-18", "0.01", left("29999.98")),
            ([mandate()], "2024-04-18", "0.00", ".payout.amount: must be more than zero"),
            ([mandate()], "2024-04-18", "-0.01", ".payout.amount: must be more than zero"),
        ] as [([String], String, String, String?)])
    func `a payout that no mandate allows is told, as is one that goes beyond it`(
        mandates: [String], day: String, amount: String, message: String?
    ) throws {
        try Self.expect(mandates: mandates, steps: [Self.payout(day, "p-1", amount), Self.last], message)
    }

    @Test func `a payout that comes again is none, and what is set aside allows none`() throws {
        let cap = [Self.mandate(cap: "29999.99")]
        let again = Self.payout("2024-04-19", "P-2", "29999.99")
        try Self.expect(mandates: cap, steps: [Self.last, again], nil)
        let document = String(repeating: "0", count: 64)
        let revoked = """
              - day: "2024-04-18"
                setAside: {assembly: lifts, item: "s0", by: court, document: "\(document)"}

            """
        try Self.expect(
            mandates: cap, steps: [revoked, Self.last],
            ".payout.order: the mandate to spend the money of lifts-1 in building 1 is set aside before")
        let other = revoked.replacing("\"s0\"", with: "\"s1\"")
        try Self.expect(mandates: cap + [Self.mandate()], steps: [other, Self.last], nil)
    }

    @Test(
        arguments: [
            // 94,501.50 yuan are lent on the 12th of March, for works that cost 89,999.97.
            (["2024-04-18 advance-1 B-1 89999.97"], nil),
            (["2024-04-18 ADVANCE-1 B-1 50000.00", "2024-04-19 advance-1 B-2 39999.97"], nil),
            (["2024-04-18 advance-1 B-1 89999.97", "2024-04-19 advance-1 b-1 89999.97"], nil),
            (
                ["2024-04-18 advance-1 B-1 50000.00", "2024-04-19 advance-1 B-2 39999.98"],
                ".repay.amount: at most 39999.97 yuan of advance-1 are owed for works accepted by then"
            ),
            (["2024-04-18 advance-2 B-1 1.00"], ".repay.advance: no step before makes an advance advance-2 to lifts-1"),
            (["2024-03-11 advance-1 B-1 1.00"], ".repay.advance: no step before makes an advance advance-1 to lifts-1"),
            (["2024-04-18 advance-1 B-1 0.00"], ".repay.amount: must be more than zero"),
        ] as [([String], String?)])
    func `a repayment of what is not owed is told`(repayments: [String], message: String?) throws {
        let steps = repayments.map { repayment in
            let words = repayment.split(separator: " ")
            return """
                  - day: "\(words[0])"
                    repay: {campaign: lifts-1, advance: \(words[1]), reference: \(words[2]), amount: "\(words[3])"}

                """
        }
        try Self.expect(mandates: [], steps: steps, message)
    }

    private static let unallowed =
        ".payout.order: no item of an assembly closed before has a mandate to spend the money of lifts-1 in building 1"

    private static func left(_ yuan: String) -> String {
        ".payout.amount: the mandates to spend the money of lifts-1 leave at most \(yuan) yuan"
    }

    private static let last = payout("2024-04-19", "p-2", "29999.99")

    private static func payout(_ day: String, _ reference: String, _ amount: String) -> String {
        """
          - day: "\(day)"
            payout: {campaign: lifts-1, order: lifts-1.1-1-A, reference: \(reference), payee: 某公司, amount: "\(amount)"}

        """
    }

    private static func mandate(cap: String = "90000.00", buildings: String? = nil, more: String = "") -> String {
        let scope = buildings.map { "{buildings: [\"\($0)\"]}" } ?? "{}"
        return "{kind: spend, cap: \"\(cap)\", scope: \(scope)\(more)}"
    }

    /// The story's script with an item for each mandate: `s0`, `s1` and so on, and works that cost more
    /// than is lent and paid for them.
    private static func allowing(_ mandates: [String], in script: String) -> String {
        guard !mandates.isEmpty else { return script }
        let items = mandates.enumerated().map { number, mandate in
            "        - {code: s\(number), title: 用这笔钱修电梯, kind: useFund, mandate: \(mandate)}\n"
        }
        return script.replacing("\n      items:\n", with: "\n      items:\n" + items.joined(separator: ""))
            .replacing("cost: \"29999.99\"", with: "cost: \"99999.99\"")
    }

    private static func expect(mandates: [String], steps: [String], _ message: String?) throws {
        try ScenarioTests.withCopy { folder in
            let script = folder.appending(path: "scenario.yaml")
            let text = Self.allowing(mandates, in: try String(contentsOf: script, encoding: .utf8))
            // Nobody pays too much, so that all that is paid may leave the account and nothing goes back.
            let played = text.replacing("\nsteps:\n", with: "\nsteps:\n" + steps.joined(separator: ""))
                .replacing("rate: \"8.005\"", with: "rate: \"5000.00\"")
                .replacing(#/  - day: "2024-04-20"\n    refund: .*\n/#, with: "")
            try Data(played.utf8).write(to: script)
            // More than anybody takes out.
            try ScenarioAccountTests.pay("R-1,1-1-101,100000.00,2024-03-12,bank,", in: folder)
            guard let message else {
                _ = try Scenario(directory: folder.path)
                return
            }

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
        }
    }
}
