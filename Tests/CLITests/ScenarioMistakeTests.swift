import Testing

@testable import tongti

/// One mistake in one file of a story, of every kind.
struct ScenarioMistakeTests {
    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "threshold: \"40%\"", instead: "treshold: \"40%\"",
            message: "scenario.yaml: line 23, steps[0].convene.items[0].mandate: threshold is missing; there are only"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "payments:", instead: "payment:",
            message: "scenario.yaml: line 12, payment is not known; is payments meant?"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "rate: \"8.005\"", instead: "rate: \"8,005\"",
            message: "steps[0].convene.items[0].mandate.rate: "),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "  - day: \"2024-03-08\"", instead: "  - day: \"2024-02-30\"",
            message: "steps[1].day: "),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "  - day: \"2024-03-08\"", instead: "  - day: \"2025-03-08\"",
            message: "scenario.yaml: line 29, steps[1].day: 2025-03-08 lies outside firstDay … lastDay"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "open: lifts", instead: "open: lift",
            message: "scenario.yaml: line 29, steps[1]: no step convenes lift; is lifts meant?"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "open: lifts", instead: "open: lifts\n    close: lifts",
            message: "scenario.yaml: line 29, steps[1] must have exactly one deed; it has open, close"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "        - code: \"1\"\n",
            instead: "        - {code: \"1\", title: 其他, kind: other}\n        - code: \"1\"\n",
            message: ".convene.items[1].code: 1 stands there twice"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "{lift: 1-1-A, amount: \"31500.50\"}",
            instead: "{lift: 1-1-A, amount: \"0.00\"}", message: ".advance.lifts[0].amount: must be more than zero"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "cost: \"29999.99\"", instead: "cost: \"-0.01\"",
            message: "works.cost: is less than zero"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "cost: \"29999.99\"", instead: "cost: \"100000000000.01\"",
            message: "works.cost: must be at most 100000000000.00"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "      amount: \"94501.50\"", instead: "      amount: \"100000000000.01\"",
            message: ".advance.amount: must be at most 100000000000.00"),
        // Whatever is wrong with one of the two is told when they stand in steps of their own.
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "    advance:\n",
            instead: "    payout: {campaign: c, order: o, reference: r, payee: p, amount: \"1.00\"}\n    advance:\n",
            message: "steps[4] must have exactly one deed; it has advance, payout"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "papers.csv", instead: "paper.csv",
            message: "scenario.yaml: line 31, steps[2].papers: there is no file paper.csv; is papers.csv meant?"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "title:", instead: "title: [", message: "scenario.yaml: is not YAML"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "service: funds", instead: "service: fund", message: "expected.yaml: line "),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "is:", instead: "equals:",
            message: "is is missing; there are only name, service"),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,9-9-999,1.00,2024-03-14,bank,\nsanlou",
            message: "payments.csv: line 2: 9-9-999 is not in roll.csv"),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,1.005,2024-03-14,bank,\nsanlou",
            message: "payments.csv: line 2, column 3 (amount_yuan): "),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,1.00,2023-03-14,bank,\nsanlou",
            message: "payments.csv: line 2, column 4 (paid_at): lies outside"),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou",
            instead: "\nB000,1-1-101,1.00,2024-03-14,bank,\nB000,1-1-102,1.00,2024-03-15,bank,\nsanlou",
            message: "payments.csv: line 3, column 1 (reference): stands in line 2 already"),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou",
            instead: "\nB000,1-1-101,1.00,2024-03-14,bank,\nb000,1-1-102,1.00,2024-03-15,bank,\nsanlou",
            message: "payments.csv: line 3, column 1 (reference): stands in line 2 already"),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB 000 ,1-1-101,1.00,2024-03-14,bank,\nsanlou",
            message: "payments.csv: line 2, column 1 (reference): "),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,1.00,2024-03-10,bank,\nsanlou",
            message: "payments.csv: line 2: 2024-03-10 is before lifts-1 opens, with the close of lifts on 2024-03-11"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "  - day: \"2024-03-11\"\n    close: lifts\n", instead: "",
            message: "scenario.yaml: payments: no step closes lifts, so lifts-1 never opens"),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,0.00,2024-03-14,bank,\nsanlou",
            message: "payments.csv: line 2, column 3 (amount_yuan): must be more than zero"),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou",
            instead: "\nB000,1-1-101,100000000000.01,2024-03-14,bank,\nsanlou",
            message: "payments.csv: line 2, column 3 (amount_yuan): must not be more than 100000000000.00 yuan"),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,1.00,1999-12-31,bank,\nsanlou",
            message: "payments.csv: line 2, column 4 (paid_at): is before 2000-01-01"),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou",
            instead: "\nB000,1-1-101,1.00,1999-12-31T15:59:59Z,bank,\nsanlou",
            message: "payments.csv: line 2, column 4 (paid_at): is before 2000-01-01"),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou", instead: "\nB000,1-1-101,1.00,2024-03-14,,\nsanlou",
            message: "payments.csv: line 2, column 5 (channel): "),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "\nsanlou",
            instead: "\nB000,1-1-101,1.00,2024-03-14,bank,\(String(repeating: "张", count: 101))\nsanlou",
            message: "payments.csv: line 2, column 6 (payer): is longer than 100 characters"),
        ScenarioTests.Mistake(
            file: "roll.csv", text: "dwelling", instead: "parking",
            message: " owes nothing under lifts-1"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "scope: {}", instead: "scope: {buildings: [\"7\"]}",
            message: ".convene.items[0].mandate.scope: there is no building 7 on the roll"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "amount: \"94501.50\"", instead: "amount: \"94501.51\"",
            message: ".advance.amount: the lifts' amounts add up to 94501.50"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "campaign: lifts-1", instead: "campaign: lifts-2",
            message: ".campaign: no item of an assembly of sanlou collects for lifts-2; is lifts-1 meant?"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "parkingCounts: false", instead: "parkingCounts: maybe",
            message: "scenario.yaml: line 8, community.parkingCounts: must be true or false"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "name: 三栋小院", instead: "name: null",
            message: "scenario.yaml: line 5, community.name: has no value; a text that says null stands in quotes"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "reference: advance-1", instead: "reference: null",
            message: ".advance.reference: has no value"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "service: funds, path: campaigns/lifts-1",
            instead: "service: funds, path: null", message: ".path: has no value"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "startAfter: 0", instead: "startAfter: 0.5",
            message: "works.startAfter: must be a whole number"),
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2024-03-08", instead: "\n2024-03-07",
            message: "votes.csv: line 2: 2024-03-07 is before lifts opens, on 2024-03-08"),
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2024-03-08", instead: "\n2024-03-11",
            message: ": 2024-03-11 is not before the close of lifts, on 2024-03-11"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "payments:", instead: "title: zwei\npayments:",
            message: "scenario.yaml: line 2, title is given twice"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "rules: /", instead: "rules: /no/",
            message: "national.yaml: there is no such file; there is no folder /no/"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "service: funds", instead: "service: fond",
            message: ".service: “fond” is none of the words that may stand here: registry, ballots, funds, workorders"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "work: overhaul", instead: "work: overhual",
            message: ".releases.work: “overhual” is none of the words that may stand here: repair, overhaul, "),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "kind: collect", instead: "kind: colect",
            message: "“colect” is none of the words that may stand here: collect, spend, seatCommittee"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "lender: ", instead: "lender: the ",
            message: "lender: “the propertyCompany” is none of the words that may stand here: propertyCompany, "),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "fundStatus: ", instead: "fundStatus: in",
            message: "“ininsufficient” is none of the words that may stand here: none, insufficient, sufficient"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "figures:", instead: "- figures:",
            message: "expected.yaml: line 2, must be keys with their values"),
        ScenarioTests.Mistake(
            file: "payments.csv", text: "amount_yuan", instead: "amount",
            message: "payments.csv: line 1, column 3 (amount): is no column of this file"),
        ScenarioTests.Mistake(
            file: "votes.csv", text: "\n2024", instead: "\n2024-03-08,lifts,2,1-1-101,for\n2024",
            message: "votes.csv: line 2: no step convenes lifts with an item 2; there is only 1"),
        ScenarioTests.Mistake(
            file: "votes.csv", text: ",for\n", instead: ",c01+c02\n",
            message: "votes.csv: line 2: c01+c02 is no choice of item 1: for, against, abstain"),
        ScenarioTests.Mistake(
            file: "roll.csv", text: "dwelling", instead: "dwelling,", message: "roll.csv: line "),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "form: petition", instead: "form: petitio", message: ".form: ",
            scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "quietDays: skip", instead: "quietDays: none",
            message: "quietDays: “none” is none of the words that may stand here: live, skip",
            scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "petition: {assembly: petition", instead: "petition: {assembly: letter",
            message: ".apply.petition: no step convenes such a petition", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "- {ownerRef: P", instead: "- {ownerRef: X",
            message: " is no owner_ref of the roll", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "handOver: {body: pmc", instead: "handOver: {body: pnc",
            message: ": no step before it seats pnc; is pmc meant?", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "offices:\n        - {candidate: c0",
            instead: "offices:\n        - {candidate: d0",
            message: " is no candidate", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "papers-election.csv", text: "+c", instead: "+d",
            message: " is no candidate of item 1; is c", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "papers-petition.csv", text: ",for,", instead: ",against,",
            message: "papers-petition.csv: line 2: against is no choice of item 1: for", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "is: \"94.6%\"", instead: "is: \"94,6%\"",
            message: ".is: with `of` it is a percentage such as 94.6%", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "revoteOf: first-ballot", instead: "revoteOf: first-balot",
            message: ": no step convenes first-balot", scenario: "jinhua"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "scope: {buildings: [\"13\"]}", instead: "scope: {buildings: [\"99\"]}",
            message: ".convene.scope: nobody there is on the roll", scenario: "minghui"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "in: yanye", instead: "in: yanyo",
            message: ", steps[0].in: yanyo is no community of the story; is yanye meant?", scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "before: \"1\"", instead: "before: \"7\"",
            message: ".merge.from[1].buildings: yaocai has no building 7", scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "after: \"2\"", instead: "after: \"1\"",
            message: ".merge.from[1].buildings: xinyi has a building 1 without it; building 1 of yaocai needs another",
            scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "{community: yanye}", instead: "{community: yanyo}",
            message: ".merge.from[0].community: yanyo is no other community of the story; is yanye meant?",
            scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "scenario.yaml",
            text: "community:\n      code: yanye\n      name: 盐业小区\n      jurisdiction: xiaoyi",
            instead: "rules: \(ScenarioTests.root)/deploy/rules/national.yaml\n    "
                + "community:\n      code: yanye\n      name: 盐业小区\n      jurisdiction: national",
            message: ".merge.from[0].community: yanye lies in national, and ", scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "item: \"2\"", instead: "item: \"1\"",
            message: ".hands.item: 1 is no item of the form showOfHands", scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "community: yanye", instead: "community: yanyo",
            message: "expected.yaml: line 3, figures[0].community: yanyo is no community of the story; "
                + "is yanye meant?",
            scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "visits-1.csv", text: "fairness", instead: "fairnes",
            message: "(concerns): joins some of cost, fairness", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "visits-1.csv", text: "2023-02-20", instead: "2023-02-21",
            message: "visits-1.csv: line 2: 2023-02-21 is after the step's day, 2023-02-20", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "deliveries-1.csv", text: "1-1-101,", instead: "9-1-101,",
            message: "deliveries-1.csv: line 2: 9-1-101 is not in roll.csv", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "official.csv", text: "T20:01:00+08:00", instead: " 20:01:00",
            message: "official.csv: line 2, column 4 (voted_at): ", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "official.csv", text: ",1,for,", instead: ",3,for,",
            message: ": no step convenes works with an item 3", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "proxies.csv", text: ",P0", instead: ",X0",
            message: "proxies.csv: line 2: X0", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "papers.csv", text: ",a3278d1b", instead: ",a3278d1",
            message: "is neither an owner_ref of the roll nor a UUID", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "withdrawProxy: {assembly: works, unit: ",
            instead: "withdrawProxy: {assembly: works, unit: 1",
            message: ".withdrawProxy.unit: no step before it lets somebody vote for 1", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "endVisits: lifts", instead: "endVisits: lift",
            message: ".endVisits: no step before it visits anybody about lift", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "days: 7", instead: "days: 0",
            message: ".extend.days must be from 1 to 366", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "object: {assembly: works", instead: "object: {assembly: garden",
            message: ": garden is convened only later", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "letter: 00dbff9a", instead: "letter: 01dbff9a",
            message: ".answer.letter: no step before it objects to works by this letter", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "category: counting", instead: "category: count",
            message: ".object.category: ", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "kind: salon", instead: "kind: saloon",
            message: ".consult.kind: ", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "kind: salon", instead: "kind: expertOpinion",
            message: ".consult.documents: an expert's opinion is a document", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "kind: expertOpinion", instead: "kind: salon",
            message: ".consult.parties: somebody must have come", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "refused: [P0031]", instead: "refused: [P0030]",
            message: ".screen.refused: no step before it nominates P0030 for 2023", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "visits: visits-2.csv", instead: "visits: ./visits-2.csv",
            message: ": \"./visits-2.csv\" is no name of a file in the story's folder", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "scope: {buildings: [\"13\"]}", instead: "scope: {}",
            message: "names neither buildings nor entrances, or both", scenario: "minghui"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "scope: {buildings: [\"13\"]}",
            instead: "scope: {buildings: [\"13\"], entrances: [\"13-1\"]}",
            message: "names neither buildings nor entrances, or both", scenario: "minghui"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "effective: works", instead: "effective: work",
            message: ": no step convenes work", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "item: \"2\", by: court", instead: "item: \"9\", by: court",
            message: ".setAside.item: works has no item 9", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "as: street", instead: "as: owner",
            message: ".as: owners read what is their own", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "jurisdiction: beijing", instead: "jurisdiction: shanghai",
            message: "beijing.yaml: the pack is beijing's, and runfeng lies in shanghai", scenario: "runfeng"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "advance: advance-wrong, reason:", instead: "advance: advance-rwong, reason:",
            message: "scenario.yaml: line 53, steps[6].reverseAdvance.advance: no step before makes an advance "
                + "advance-rwong to lifts-1"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "advance-wrong, reason:", instead: "advance-wrong, raeson:",
            message: "scenario.yaml: line 54, steps[6].reverseAdvance: reason is missing; there are only"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "amount: \"99.05\"", instead: "amount: \"99.06\"",
            message: "scenario.yaml: line 55, steps[7].refund.amount: 3-1-102 has paid 99.05 yuan too much by then"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "portfolios: [works]", instead: "portfolios: [work]",
            message: ".assign.portfolios[0]: “work” is none of the words that may stand here: finance, works, ",
            scenario: "jinshan"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "assign: {body: committee-2017, seat: 2,",
            instead: "assign: {body: committee-2017, seat: 9,",
            message: ".assign.seat: committee-2017 has 7 seats, counted from 1", scenario: "jinshan"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "round: \"2023\", ownerRef: P0008",
            instead: "round: \"2023\", ownerRef: P0080",
            message: ".withdrawNominee.ownerRef: no step before it nominates P0080 for 2023", scenario: "shuangqiao"),
        ScenarioTests.Mistake(
            file: "yanye/papers.csv", text: "\n1,1-1-", instead: "\n1,9-1-",
            message: " is not in yanye/roll.csv", scenario: "xiaoyi"),
    ])
    func `a mistake is told with its file and place`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    private static let long = String(repeating: "1", count: 59)

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "        - code: \"1\"\n", instead: "        - code: \"\(long)\"\n",
            message: ".convene.items[0].code: together with the assembly's code may have at most 63 characters"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "scope: {}", instead: "scope: {buildings: []}",
            message: ".convene.items[0].mandate.scope.buildings: must not be empty"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "from: [yanye, yaocai]", instead: "from: []",
            message: ".convene.items[0].mandate.from: must not be empty", scenario: "xiaoyi"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "from: [yanye, yaocai]", instead: "from: [yanye, yanye]",
            message: ".convene.items[0].mandate.from: is given twice", scenario: "xiaoyi"),
    ])
    func `a mandate that names too much, twice or nothing is told with its member`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }
}
