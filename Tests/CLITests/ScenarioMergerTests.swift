import Foundation
import Model
import Testing

@testable import tongti

/// What an area's units and owners are where its parts have changed before they become parts.
struct ScenarioMergerTests {
    private static let header = "building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone\n"
    private static let digest = String(repeating: "0", count: 64)

    /// Y0030 owns 1-1-102 as well: only with the sale are there as many heads as hands are raised.
    @Test func `a unit that was sold before its community became a part is its buyer's`() throws {
        try ScenarioTests.withCopy(of: "xiaoyi") { folder in
            try ScenarioTests.change("yanye/roll.csv", in: folder, ",Y0023,业主Y0023,", ",Y0030,业主Y0030,")
            try ScenarioTests.write(
                Self.header + "1,1,1,101,58.54,dwelling,Y9000,业主Y9000,person,\n", to: "yanye/sold.csv", in: folder)
            try ScenarioTests.write(
                "unit,holder,authority_sha256,written_on\n1-1-101,Y0030,\(Self.digest),2021-06-02\n",
                to: "authorities.csv", in: folder)
            try ScenarioTests.write(
                "day,assembly,item,unit,choice,proxy\n2021-06-04,pmc,1,1-1-102,c01,\n"
                    + "2021-06-04,pmc,1,1-1-101,c02,Y0030\n", to: "votes.csv", in: folder)
            try ScenarioTests.change(
                "scenario.yaml", in: folder, "\nsteps:\n",
                """

                steps:
                  - {day: "2021-04-20", in: yanye, transfer: yanye/sold.csv}
                  - {day: "2021-06-03", proxies: {assembly: pmc, file: authorities.csv}}

                """)

            let scenario = try Scenario(directory: folder.path)

            let area = scenario.script.community.code
            let voters = scenario.voters(of: area, in: try #require(AssemblyID("pmc")))
            #expect(voters[try #require(UnitCode("1-1-101"))] == "Y9000")
            #expect(voters[try #require(UnitCode("1-1-102"))] == "Y0030")
            #expect(scenario.owners(of: area).contains("Y9000"))
        }
    }

    @Test func `what a part has merged before it becomes one comes with it, under names that change twice`() throws {
        try ScenarioTests.withCopy(of: "xiaoyi") { folder in
            try Self.nest(in: folder)

            let scenario = try Scenario(directory: folder.path)

            let area = scenario.script.community.code
            let voters = scenario.voters(of: area, in: try #require(AssemblyID("pmc")))
            #expect(voters.count == 59 && Set(voters.keys) == Set(scenario.units(of: area).map(\.code)))
            #expect(voters[try #require(UnitCode("1-1-101"))] == "KY0023")
            #expect(voters[try #require(UnitCode("2-1-101"))] == "KNM0007")
        }
    }

    @Test func `buildings that a part got by a merger need names of their own as well`() throws {
        try ScenarioTests.withCopy(of: "xiaoyi") { folder in
            try Self.nest(in: folder)
            try ScenarioTests.change("scenario.yaml", in: folder, "\"3\", after: \"2\"", "\"3\", after: \"9\"")

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(
                error?.message.contains(
                    ".merge.from[0].buildings: xinyi has a building 9 without it; building 3 of yanye needs another")
                    == true, "\(error?.message ?? "")")
        }
    }

    @Test func `a unit that comes after the opening has no vote`() throws {
        try ScenarioTests.withCopy(of: "xiaoyi") { folder in
            try Self.nest(in: folder)
            let item = "{code: \"1\", title: 其他, kind: other}"
            try ScenarioTests.change(
                "scenario.yaml", in: folder, "\nsteps:\n",
                """

                steps:
                  - {day: "2021-04-10", convene: {code: early, title: x, items: [\(item)]}}
                  - {day: "2021-05-10", open: early}

                """)
            func told(_ unit: String) throws -> String? {
                try ScenarioTests.write(
                    "day,assembly,item,unit,choice\n2021-05-14,early,1,\(unit),for\n", to: "votes.csv", in: folder)
                do {
                    _ = try Scenario(directory: folder.path)
                    return nil
                } catch let fault as ScenarioFault {
                    return fault.message
                }
            }
            #expect(try told("9-1-101") == nil)
            #expect(
                try told("1-1-101") == "votes.csv: line 2: 1-1-101 is on the roll only after early is opened")
        }
    }

    @Test(arguments: [
        (
            "  - {day: \"2021-05-14\", merge: {basis: x, from: [{community: yanye}]}}\n",
            ".merge.from[0].community: yanye became a part of xinyi before"
        ),
        // Under other names and in another order they are the same communities all the same.
        (
            """
              - day: "2021-05-14"
                merge:
                  basis: x
                  from: [{community: yaocai, buildings: [{before: "1", after: "8"}], ownerPrefix: Z}]

            """, ".merge.from[0].community: yaocai became a part of xinyi before"
        ),
        (
            "  - {day: \"2021-05-14\", in: yanye, merge: {basis: x, from: [{community: xinyi}]}}\n",
            ".merge: yanye became a part of xinyi before"
        ),
        (
            """
              - day: "2021-05-11"
                merge:
                  basis: x
                  from: [{community: yanye}, {community: yanye, buildings: [{before: "1", after: "8"}]}]

            """, ".merge.from[1].community: yanye is named twice"
        ),
        (
            "  - {day: \"2021-05-11\", in: yaocai, merge: {basis: x, from: [{community: yanye, "
                + "buildings: [{before: \"1\", after: \"8\"}], ownerPrefix: Z}]}}\n",
            ".merge.from[0].community: yanye became a part of yaocai before"
        ),
        ("  - {day: \"2021-05-14\", merge: {basis: x, from: []}}\n", ".merge.from: names no community"),
    ])
    func `a community becomes part of another once`(step: String, message: String) throws {
        try ScenarioTests.withCopy(of: "xiaoyi") { folder in
            try ScenarioTests.change("scenario.yaml", in: folder, "\nsteps:\n", "\nsteps:\n" + step)

            let error = #expect(throws: ScenarioFault.self) { _ = try Scenario(directory: folder.path) }

            #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
        }
    }

    /// `yanye` becomes a part on the 12th of May 2021.
    @Test(
        arguments: [
            ("convene: {code: later, title: x, items: [{code: \"1\", title: x, kind: other}]}", "convene"),
            ("apply: {applicants: 30}", "apply"), ("manage: {mode: none, basis: x}", "manage"),
            ("nominations: {round: \"1\", body: later, seats: 1, closesOn: \"2021-05-20\"}", "nominations"),
            ("consult: {topic: x, kind: salon, parties: [{party: owners, people: 1}], conclusion: x}", "consult"),
            ("visits: yanye/visits.csv", "visits"), ("transfer: yanye/sold.csv", "transfer"),
            ("chooseVoter: {unit: 1-1-101, ownerRef: x}", "chooseVoter"),
            // What was decided there is still set aside there.
            ("setAside: {assembly: merge, by: court, document: \"\(digest)\"}", nil),
        ] as [(String, String?)])
    func `a part has no meeting, roll and bodies of its own any more`(step: String, deed: String?) throws {
        try ScenarioTests.withCopy(of: "xiaoyi") { folder in
            if deed == "transfer" {
                try ScenarioTests.write(
                    Self.header + "1,1,1,101,58.54,dwelling,Y9000,业主Y9000,person,\n", to: "yanye/sold.csv", in: folder)
            }
            try ScenarioTests.add(steps: "  - {day: \"2021-05-14\", in: yanye, \(step)}\n", to: folder)
            let told = try ScenarioTests.told(of: folder)
            guard let deed else {
                #expect(told == nil)
                return
            }
            #expect(
                told?.hasSuffix(", steps[0].\(deed): yanye became a part of xinyi before") == true, "\(told ?? "")")
        }
    }

    @Test func `an assembly that was convened in a part is not opened there any more`() throws {
        try ScenarioTests.withCopy(of: "xiaoyi") { folder in
            let item = "{code: \"1\", title: x, kind: other}"
            try ScenarioTests.add(
                steps: """
                      - {day: "2021-04-10", in: yanye, convene: {code: late, title: x, items: [\(item)]}}
                      - {day: "2021-05-14", in: yanye, open: late}

                    """, to: folder)
            let told = try ScenarioTests.told(of: folder)
            #expect(told?.hasSuffix(", steps[1].open: yanye became a part of xinyi before") == true, "\(told ?? "")")
        }
    }

    // MARK: - Whom and what books call the same

    /// P0001 is a person in `sanlou`, called 业主P0001.
    @Test(
        arguments: [
            ("P0001,业主P0001,person", "", nil), ("X0001,业主P0001,person", "", nil),
            ("P0001,某人,person", "", "P0001 of annex would be called P0001, as somebody else is"),
            ("P0001,业主P0001,company", "", "P0001 of annex would be called P0001, as somebody else is"),
            ("P0001,某人,person", "Q", nil),
            ("0001,某人,person", "P", "0001 of annex would be called P0001, as somebody else is"),
        ] as [(String, String, String?)])
    func `two people whom a merger would call the same are told`(
        owner: String, prefix: String, message: String?
    ) throws {
        try ScenarioTests.withCopy { folder in
            try Self.annex(owner, prefix: prefix, to: folder)
            let told = try ScenarioTests.told(of: folder)
            guard let message else {
                #expect(told == nil)
                return
            }
            #expect(told?.hasSuffix(".merge.from[0].ownerPrefix: \(message)") == true, "\(told ?? "")")
        }
    }

    @Test(
        arguments: [
            ("9999", nil),
            ("3110080501065", "the lift 9-1-A of annex has the registration code of another lift, 3110080501065"),
        ] as [(String, String?)])
    func `two lifts of one registration code are not brought together`(code: String, message: String?) throws {
        try ScenarioTests.withCopy { folder in
            try Self.annex("X0001,业主X0001,person", prefix: "", to: folder)
            try ScenarioTests.write(
                """
                building,entrance,lift,registration_code,rescue_code,first_floor,last_floor,skips,installed_on,\
                next_inspection_on,maintainer,maintainer_phone
                9,1,A,\(code),,1,6,,2011-09-01,2025-03-31,,

                """, to: "annex/lifts.csv", in: folder)
            let told = try ScenarioTests.told(of: folder)
            guard let message else {
                #expect(told == nil)
                return
            }
            #expect(told?.hasSuffix(".merge.from[0].community: \(message)") == true, "\(told ?? "")")
        }
    }

    /// Merges a compound of one unit into the story of `sanlou`.
    private static func annex(_ owner: String, prefix: String, to folder: URL) throws {
        try FileManager.default.createDirectory(
            at: folder.appending(path: "annex"), withIntermediateDirectories: true)
        try ScenarioTests.write(header + "9,1,1,101,50.00,dwelling,\(owner),\n", to: "annex/roll.csv", in: folder)
        try ScenarioTests.change(
            "scenario.yaml", in: folder, "firstDay:",
            """
            further:
              - community: {code: annex, name: 附楼, jurisdiction: national, fundStatus: none, parkingCounts: false}
            firstDay:
            """)
        let part = "{community: annex\(prefix.isEmpty ? "" : ", ownerPrefix: \(prefix)")}"
        try ScenarioTests.add(
            steps: "  - {day: \"2024-04-01\", merge: {basis: x, from: [\(part)]}}\n", to: folder)
    }

    /// The area has a building 9 of its own, and yanye alone becomes part of it, with yaocai as its building 3.
    private static func nest(in folder: URL) throws {
        try ScenarioTests.write(header + "9,1,1,101,50.00,shop,X0001,业主X0001,person,\n", to: "roll.csv", in: folder)
        try ScenarioTests.change(
            "scenario.yaml", in: folder, "        - {community: yanye}\n",
            "        - {community: yanye, buildings: [{before: \"3\", after: \"2\"}], ownerPrefix: K}\n")
        try ScenarioTests.change(
            "scenario.yaml", in: folder,
            "        - {community: yaocai, buildings: [{before: \"1\", after: \"2\"}]}\n", "")
        try ScenarioTests.change("scenario.yaml", in: folder, "ownerRef: Y", "ownerRef: KY")
        try ScenarioTests.change("scenario.yaml", in: folder, "ownerRef: M", "ownerRef: KNM")
        try ScenarioTests.change(
            "scenario.yaml", in: folder, "  - day: \"2021-05-12\"\n    merge:\n",
            """
              - day: "2021-05-11"
                in: yanye
                merge:
                  basis: x
                  from: [{community: yaocai, buildings: [{before: "1", after: "3"}], ownerPrefix: N}]
              - day: "2021-05-12"
                merge:

            """)
    }
}
