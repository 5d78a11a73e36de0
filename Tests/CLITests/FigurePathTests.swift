import Foundation
import Testing

@testable import tongti

struct FigurePathTests {
    private static let answer = """
        {"total":"0.00","isOpen":true,"buildings":[
          {"building":"1","due":"10.50","units":2,"lifts":[{"lift":"A","state":"held"},{"lift":"B","state":"done"}]},
          {"building":"2","due":"0.25","units":3,"lifts":[{"lift":"A","state":"done"}]},
          {"building":"3","due":"1.00","units":1,"fundedOn":"2024-03-28","lifts":[]}],
         "large":[{"n":9223372036854775807},{"n":1}],"none":[]}
        """

    @Test(
        arguments: [
            ("total", "0.00"), ("isOpen", "true"), ("buildings[building=3].fundedOn", "2024-03-28"),
            ("buildings.count", "3"), ("buildings.due.sum", "11.75"), ("buildings.units.sum", "6"),
            ("buildings.lifts[state=done].count", "2"), ("buildings[building=1].lifts[state=done].lift", "B"),
            ("buildings.building", "1 2 3"), ("none.count", "0"), ("buildings[building=9].count", "0"),
            ("buildings[building=3].lifts[state=done].count", "0"),
        ] as [(String, String)])
    func `a path leads to its figure`(path: String, figure: String) throws {
        #expect(try Self.figure(path) == figure)
    }

    @Test(arguments: [
        "totl", "totl.count", "buildings.dew.sum", "buildings[bilding=1].count", "buildings[building=9].due",
        "buildings[building=1].fundedOn", "buildings.building.due", "large.n.sum", "buildings.lifts.state.sum",
    ])
    func `a path to nothing is no figure, and never a count of 0`(path: String) throws {
        #expect(try Self.figure(path) == nil)
    }

    @Test(arguments: ["", "a..b", "a[b", "a[b]", ".a"])
    func `what is no path is refused`(path: String) {
        #expect(FigurePath(path) == nil)
    }

    private static func figure(_ path: String) throws -> String? {
        let answer = try Answer(status: 200, bytes: Array(answer.utf8)).json()
        return try #require(FigurePath(path)).figure(in: answer)
    }
}
