import Model
import Testing

@testable import Registry

struct LiftFileTests {
    private static let header = LiftFile.columns.joined(separator: ",") + "\n"

    private func bytes(_ rows: String...) -> [UInt8] { Array((Self.header + rows.joined(separator: "\n")).utf8) }

    @Test func `a lift is read with its floors and days`() throws {
        let file = try LiftFile(bytes("3,1,A,3110001,123456,B2,33,4+13+14,2005-06-01,2024-06-01,华星电梯,010-1"))

        let lift = try #require(file.lifts.first)
        #expect(lift.code.description == "3-1-A")
        #expect(lift.skips == ["4", "13", "14"])
        #expect(lift.installedOn?.description == "2005-06-01")
        #expect(lift.recorded.maintainer == "华星电梯")
    }

    @Test func `what is not known may be left out`() throws {
        let lift = try #require(try LiftFile(bytes("3,1,A,3110001,,1,18,,,,,")).lifts.first)

        #expect(lift.skips.isEmpty)
        #expect(lift.installedOn == nil)
        #expect(lift.maintainer == nil)
    }

    @Test(arguments: [
        ("3,1,A,,,1,18,,,,,", "2 registration_code: is empty"),
        ("3,1,A,电梯,,1,18,,,,,", "2 registration_code: may hold Latin letters, digits and signs only"),
        ("3,1,A,1,,1,18,4++5,,,,", "2 skips: must be floors joined by +, each once"),
        ("3,1,A,1,,1,18,4+4,,,,", "2 skips: must be floors joined by +, each once"),
        ("3,1,A,1,,1,18,,2005-02-30,,,", "2 installed_on: is not a calendar day such as 2023-07-17"),
        ("3,1,A,1,,1,18,,2005-06-01,2004-01-01,,", "2 next_inspection_on: is before the day of installation"),
        ("3,1,A,1,,,18,,,,,", "2 first_floor: is empty"),
        ("3,1,A,1,,18,1,,,,,", "2 last_floor: is below the first floor"),
        ("3,1,A,1,,1,B1,,,,,", "2 last_floor: is below the first floor"),
        ("3,1,A,1,,1,18,19,,,,", "2 skips: 19 is not between first and last floor"),
        ("3,1,A,1,,1,18,,,,=1+1,", "2 maintainer: begins like a formula of a spreadsheet, with =, +, - or @"),
        (
            "3,1,A,1,,1,18,,,,,=cmd|'/c calc'!A0",
            "2 maintainer_phone: is not a telephone number such as 010-12345678 or +86 10 12345678"
        ),
        (
            "3,1,A,1,,1,18,,,,,@SUM(1)",
            "2 maintainer_phone: is not a telephone number such as 010-12345678 or +86 10 12345678"
        ),
        ("3,1,A,1,,1,18,,,,,\n3,1,A,2,,1,18,,,,,", "3 lift: is the same as on line 2"),
        ("3,1,A,1,,1,18,,,,,\n3,1,B,1,,1,18,,,,,", "3 registration_code: is the same as on line 2"),
    ])
    func `a wrong field is named with its line and reason`(rows: String, expected: String) {
        #expect(faults { try LiftFile(bytes(rows)) } == [expected])
    }

    @Test func `a lift is not installed on a day that has not come`() throws {
        let file = try LiftFile(
            bytes("3,1,A,1,,1,18,,2023-06-01,,,", "3,1,B,2,,1,18,,2023-06-02,,,", "3,1,C,3,,1,18,,,,,"))

        #expect(
            faults { try file.check(known: [], today: TestBodies.day("2023-06-01")) } == [
                "3 installed_on: is later than today, 2023-06-01; it stays empty until the lift is there"
            ])
    }

    @Test func `two lifts have not one rescue code`() throws {
        let today = TestBodies.day("2023-06-01")
        let file = try LiftFile(bytes("3,1,A,1,123456,1,18,,,,,", "3,1,B,2,123456,1,18,,,,,"))
        #expect(faults { try file.check(known: [], today: today) } == ["3 rescue_code: is the same as on line 2"])

        let known = try LiftFile(bytes("3,1,B,2,123456,1,18,,,,,")).lifts
        #expect(faults { try file.check(known: known, today: today) } == ["2 rescue_code: is the same as on line 3"])
        let alone = try LiftFile(bytes("3,1,A,1,123456,1,18,,,,,"))
        #expect(faults { try alone.check(known: known, today: today) } == ["2 rescue_code: is that of the lift 3-1-B"])
    }

    @Test func `what is on record of a lift is no fault of a file that changes something else of it`() throws {
        let today = TestBodies.day("2023-06-01")
        let known = try LiftFile(
            bytes(
                "3,1,A,1,123456,1,18,,2023-06-02,,,", "3,1,B,2,123456,1,18,,2023-06-02,,,", "3,1,C,3,123456,1,18,,,,,")
        ).lifts

        let file = try LiftFile(
            bytes("3,1,A,1,123456,1,18,,2023-06-02,,华星电梯,", "3,1,B,2,123456,1,18,,2023-06-02,,华星电梯,"))
        #expect(faults { try file.check(known: known, today: today) }.isEmpty)

        let moved = try LiftFile(bytes("3,1,A,1,123456,1,18,,2023-06-03,,,"))
        #expect(
            faults { try moved.check(known: known, today: today) } == [
                "2 installed_on: is later than today, 2023-06-01; it stays empty until the lift is there"
            ])
    }

    @Test func `a lift must stand in an entrance of the roll`() throws {
        let file = try LiftFile(bytes("3,1,A,1,,1,18,,,,,", "3,2,A,2,,1,18,,,,,"))
        let entrances = [Entrance(try UnitCode(parsing: "3-1-101"))]

        #expect(faults { try file.check(entrances: Set(entrances)) } == ["3 entrance: is no entrance of the roll"])
    }
}
