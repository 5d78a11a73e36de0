import Foundation
import Testing

@testable import tongti

struct FigurePathTests {
    private static let answerText = """
        {"total":"0.00","isOpen":true,"buildings":[
          {"building":"1","due":"10.50","units":2,"lifts":[{"lift":"A","state":"held"},{"lift":"B","state":"done"}]},
          {"building":"2","due":"0.25","units":3,"lifts":[{"lift":"A","state":"done"}]},
          {"building":"3","due":"1.00","units":1,"fundedOn":"2024-03-28","lifts":[]}],
         "large":[{"n":9223372036854775807},{"n":1}],"none":[],"ranked":["b","a"],"holes":[null,"a"],
         "signed":[{"at":"a.b:c=d e","who":"x"}]}
        """

    @Test(
        arguments: [
            ("total", "0.00"), ("isOpen", "true"), ("buildings[building=3].fundedOn", "2024-03-28"),
            ("buildings.count", "3"), ("buildings.due.sum", "11.75"), ("buildings.units.sum", "6"),
            ("buildings.lifts[state=done].count", "2"), ("buildings[building=1].lifts[state=done].lift", "B"),
            ("buildings.building", "1 2 3"), ("none.count", "0"), ("buildings[building=9].count", "0"),
            ("buildings[building=3].lifts[state=done].count", "0"), ("ranked", "b a"), ("ranked.count", "2"),
            ("holes", "a"), ("holes.count", "1"), ("buildings[fundedOn=null].count", "0"),
            ("signed[at=a.b:c=d e].who", "x"),
        ] as [(String, String)])
    func `a path leads to its figure`(path: String, figure: String) throws {
        #expect(try Self.figure(path) == figure)
    }

    @Test(arguments: [
        "totl", "totl.count", "buildings.dew.sum", "buildings[bilding=1].count", "buildings[building=9].due",
        "buildings[building=1].fundedOn", "buildings.building.due", "large.n.sum", "buildings.lifts.state.sum",
        "buildings[building=9].lifts.count", "buildings[building=9].dew.sum", "none.due.sum",
        "buildings[building=9].sum", "buildings[fundedOn=null].sum",
        "total.count", "isOpen.count", "buildings[building=1].fundedOn.count",
    ])
    func `a path to nothing is no figure, and never a count of 0`(path: String) throws {
        #expect(try Self.figure(path) == nil)
    }

    @Test(
        arguments: [
            ("buildings[building=1].fundedOn", .leftOut(member: "fundedOn", beside: first)),
            ("totl", .leftOut(member: "totl", beside: top)), ("totl.sum", .astray("totl", among: top)),
            ("bildings[building=1].due", .astray("bildings", among: top)),
            ("buildings[bilding=1].due", .astray("[bilding=1]", among: members)),
            ("buildings[building=9].due", .astray("[building=9]", among: ["1", "2", "3"])),
            ("total.count", .astray("count", among: [])), ("buildings.fundedOn.count", .figure("1")),
            // Whatever comes after the first part that finds nothing is not blamed.
            ("buildings[building=9][units=2].due", .astray("[building=9]", among: ["1", "2", "3"])),
            ("buildings[building=9].lifts[state=done].lift", .astray("[building=9]", among: ["1", "2", "3"])),
            ("buildings[building=1].lifs.lift.state", .astray("lifs", among: first)),
            ("buildings[building=1].lifts[state=lost].lift", .astray("[state=lost]", among: ["held", "done"])),
            // What has no members leaves none out.
            ("total.fundedOn", .astray("fundedOn", among: [])),
        ] as [(String, FigurePath.Finding)])
    func `what of a path leads nowhere is told`(path: String, finding: FigurePath.Finding) throws {
        #expect(try Self.path(path).find(in: Self.answer()) == finding)
    }

    @Test(arguments: ["", "a..b", "a[b", "a[b]", ".a"])
    func `what is no path is refused`(path: String) {
        #expect(FigurePath(path) == nil)
    }

    @Test func `a wrong figure is told with what is there instead`() throws {
        var check = ScenarioReport.Check(name: "paid", expected: "1.00", published: nil, place: "funds ledger, totl")
        check.take(try Self.path("totl").find(in: Self.answer()))
        #expect(check.published == nil && check.astray == "totl" && check.instead == Self.top)
        let table = ScenarioReport(scenario: "x", checks: [check]).table
        #expect(
            table.contains(
                "expected 1.00; funds ledger, totl: nothing is found at totl; there are only buildings, holes, isOpen,"),
            "\(table)")

        check.take(.figure("1.00"))
        #expect(check.isRight)
    }

    @Test(
        arguments: [
            ("1", "94.6%", "3777.09", "3992.70", "94.6%"), ("2", "95%", "94.5", "100", "95%"),
            ("3", "94%", "94.49", "100.00", "94%"), ("4", "0.0%", "0", "7", "0.0%"), ("5", "100%", "7", "7", "100%"),
            ("6", "1.05%", "21", "2000", "1.05%"), ("7", "33.3333%", "1", "3", "33.3333%"),
            ("8", "1%", "92233720368547758.07", "92233720368547758.07", "100%"),
        ] as [(String, String, String, String, String)])
    func `a share is written half-up with the decimals that it is asked with`(
        _: String, like: String, part: String, whole: String, share: String
    ) throws {
        #expect(try #require(FigureShare(like: like)).text(part, of: whole) == share)
    }

    @Test(arguments: ["94.6", "94,6%", "%", "1234%", "1.23456%", "-1%", " 1%"])
    func `what is no percentage is no share`(text: String) { #expect(FigureShare(like: text) == nil) }

    @Test(arguments: [("1", "0"), ("1", "0.00"), ("-1", "2"), ("a", "2"), ("1", ""), ("1.234", "2")])
    func `no share is made of what is none`(part: String, whole: String) throws {
        #expect(try #require(FigureShare(like: "1%")).text(part, of: whole) == nil)
    }

    /// The members of the answer, of any of its buildings, and of the first of them.
    private static let top = ["buildings", "holes", "isOpen", "large", "none", "ranked", "signed", "total"]
    private static let members = ["building", "due", "fundedOn", "lifts", "units"]
    private static let first = members.filter { $0 != "fundedOn" }

    private static func figure(_ path: String) throws -> String? { try Self.path(path).figure(in: answer()) }

    private static func path(_ text: String) throws -> FigurePath { try #require(FigurePath(text)) }

    private static func answer() throws -> JSONValue {
        try Answer(status: 200, bytes: Array(answerText.utf8)).json()
    }
}
