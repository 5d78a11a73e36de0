import Foundation
import Model
import TestSupport
import Testing

@testable import tongti

/// Figures that no service can publish, however a story comes out.
struct ScenarioFigureTests {
    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "path: campaigns/lifts-1", instead: "path: campains/lifts-1",
            message: "].path: funds answers nothing at campains/lifts-1; is campaigns/lifts-1 meant?"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "path: campaigns/lifts-1", instead: "path: campaigns/lifts-1/advance",
            message: "].path: funds answers nothing at campaigns/lifts-1/advance; "
                + "is campaigns/lifts-1/advances meant?"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "path: campaigns/lifts-1", instead: "path: assemblies/lifts",
            message: "].path: funds answers nothing at assemblies/lifts"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "path: campaigns/lifts-1", instead: "path: campaigns/lifts-2",
            message: "].path: no item of an assembly of sanlou collects for lifts-2; is lifts-1 meant?"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "path: assemblies/lifts", instead: "path: assemblies/lift",
            message: "].path: no step convenes lift in sanlou; is lifts meant?"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "path: nominations/2023", instead: "path: nominations/2024",
            message: "].path: no step opens the round 2024 in shuangqiao; is 2023 meant?", scenario: "shuangqiao"),
    ])
    func `a path at which a service answers nothing is told with the one that may be meant`(
        mistake: ScenarioTests.Mistake
    ) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test(arguments: [
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "at: \"paidHouseholds\"", instead: "at: \"paidHousehold\"",
            message: "].at: nothing that a service answers is called paidHousehold; is paidHouseholds meant?"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "buildings[building=1]", instead: "buildings[bilding=1]",
            message: "].at: nothing that a service answers is called bilding; is building meant?"),
        ScenarioTests.Mistake(
            file: "expected.yaml", text: "of: \"electorate.area\"", instead: "of: \"elektorate.area\"",
            message: "].of: nothing that a service answers is called elektorate; is electorate meant?",
            scenario: "jinhua"),
    ])
    func `a member that nothing has is told with the one that may be meant`(mistake: ScenarioTests.Mistake) throws {
        try ScenarioTests.expect(mistake)
    }

    @Test(arguments: [
        (ServiceName.ballots, "assemblies/lifts/certificate", "electorate.whatever"),
        (ServiceName.funds, "campaigns/lifts%2D1/units/1-1-101?limit=5", "paid"),
        (ServiceName.registry, "rules", "pack.parameters.proxyLimit.value"),
        (ServiceName.notices, "board", "buildings.count"),
    ])
    func `whatever a service may answer is let through`(service: ServiceName, path: String, at: String) throws {
        try ScenarioTests.withCopy { folder in
            let figure = "{name: x, service: \(service.rawValue), path: \"\(path)\", at: \"\(at)\", is: \"1\"}"
            try ScenarioTests.write("figures:\n  - \(figure)\n", to: "expected.yaml", in: folder)
            #expect(try ScenarioTests.told(of: folder) == nil)
        }
    }

    /// `CommandOutputTests` holds these schemas against the services; `PublishedFiguresTests` asks them for the rest.
    @Test func `figures may name every member that commands print of what services answer`() throws {
        let read = try CommandDocument().schemas.filter { Self.isRead($0.value) }
        #expect(read.count > 20)
        for (file, schema) in read {
            let strangers = Self.members(of: schema).subtracting(PublishedMembers.all)
            #expect(strangers.isEmpty, "\(file): \(strangers.sorted())")
        }
    }

    /// Whether a service answers it to somebody who reads about a community.
    private static func isRead(_ schema: WireJSON) -> Bool {
        guard case .array(let operations)? = schema["x-operations"] else { return false }
        return operations.contains { operation in
            guard case .text(let text) = operation else { return false }
            return text.contains(" GET /v1/communities/{community}")
        }
    }

    /// What the properties of all parts of a schema are called.
    private static func members(of part: WireJSON) -> Set<String> {
        var own: Set<String> = []
        if case .object(let properties)? = part["properties"] { own = Set(properties.keys) }
        let below: [WireJSON] =
            switch part {
            case .object(let parts): Array(parts.values)
            case .array(let parts): parts
            case .null, .bool, .integer, .text: []
            }
        return below.reduce(into: own) { $0.formUnion(members(of: $1)) }
    }

    @Test func `the page's paths are those at which the services answer`() throws {
        let page = try String(contentsOfFile: ScenarioTests.root + "/docs/scenarios.md", encoding: .utf8)
        let rows = page.matches(of: /\n\| (registry|ballots|funds|workorders|notices)(?:, `as: \w+`)? \| `([^`]+)` \|/)
        #expect(rows.count > 20)
        for row in rows {
            let service = try #require(ServiceName(rawValue: String(row.output.1)))
            let parts = PublishedPath.parts(of: String(row.output.2))
            #expect(PublishedPath.all(of: service).contains { $0.matches(parts) }, "\(row.output.2)")
        }
    }
}
