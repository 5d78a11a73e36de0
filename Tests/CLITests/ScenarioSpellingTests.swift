import Foundation
import Testing

@testable import tongti

/// Words that nothing takes are told with those that may have been meant.
struct ScenarioSpellingTests {
    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "open: lifts", instead: "opne: lifts",
            message: "scenario.yaml: line 30, steps[1].opne is not known; is open meant?"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "open: lifts", instead: "beginVoting: lifts",
            message: "steps[1].beginVoting is not known; there are only day, in, convene, open, extend, deliveries, "),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "    open: lifts\n", instead: "",
            message: "scenario.yaml: line 29, steps[1] must have exactly one deed; it has none"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "{assembly: lifts, file: papers.csv}",
            instead: "{assembly: lifts, fil: papers.csv}",
            message: "scenario.yaml: line 32, steps[2].papers: file is missing; there are only assembly, fil; "
                + "is fil misspelt?"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "      title: 电梯", instead: "      notceOn: \"2024-02-19\"\n      title: 电梯",
            message: "scenario.yaml: line 17, steps[0].convene.notceOn is not known; is noticeOn meant?"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "            threshold:",
            instead: "            knd: collect\n            threshold:",
            message: ".mandate.knd is not known; is kind meant?"),
        ScenarioTests.Mistake(
            file: "scenario.yaml", text: "            threshold:",
            instead: "            until: later\n            threshold:",
            message: ".mandate.until is not known; there are only rate, scope, threshold, basis, releases, kind"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "service: funds,", instead: "service: funds, off: paid,",
            message: "].off is not known; is of meant?"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "service: funds,", instead: "service: funds, reader: street,",
            message: "].reader is not known; there are only name, community, service, path, at, as, of, is"),
    ])
    func `a key that nothing takes is told with the nearest, or with those that there are`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    /// What an input method makes of `R-12` is another reference, which the services do not take.
    @Test(
        arguments: [
            "payout: {campaign: lifts-1, order: lifts-1.1-1-A, reference: R–12, payee: 某公司, amount: \"1.00\"}",
            "repay: {campaign: lifts-1, advance: advance-1, reference: R–12, amount: \"1.00\"}",
            "refund: {campaign: lifts-1, unit: 3-1-102, reference: R–12, amount: \"1.00\"}",
        ])
    func `a reference that no service takes is told with its step`(deed: String) throws {
        try ScenarioTests.withCopy { folder in
            try ScenarioTests.add(steps: "  - {day: \"2024-04-18\", \(deed)}\n", to: folder)
            let told = try #require(try ScenarioTests.told(of: folder))
            #expect(
                told.contains(", steps[0].")
                    && told.hasSuffix(".reference: not a valid reference: has a dash other than -; write -"),
                "\(told)")
        }
    }

    @Test func `a reference of a payment that no service takes is told with its line`() throws {
        try ScenarioTests.expect(
            ScenarioTests.Mistake(
                file: "payments.csv", text: "\nsanlou-00001,", instead: "\nsanlou–00001,",
                message:
                    "payments.csv: line 2, column 1 (reference): has a dash other than -; write -"
            ))
    }

    @Test(
        arguments: [
            ("opne", ["open", "close"], "; is open meant?"), ("Votes", ["votes"], "; is votes meant?"),
            ("treshold", ["rate", "threshold"], "; is threshold meant?"),
            ("vote", ["open", "close"], "; there are only open, close"), ("x", ["open"], "; there is only open"),
            ("2", ["1"], "; there is only 1"), ("X", ["y", "x"], "; is x meant?"), ("", ["a"], "; there is only a"),
            ("x", [], ""), ("x", (0...60).map { "word\($0)" }, ""),
        ] as [(String, [String], String)])
    func `a hint is the nearest word, or all where they are few`(text: String, words: [String], hint: String) {
        #expect(Spelling.hint(for: text, among: words) == hint)
    }
}
