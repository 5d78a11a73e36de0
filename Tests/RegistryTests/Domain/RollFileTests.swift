import Model
import Testing

@testable import Registry

struct RollFileTests {
    private static let formula = "begins like a formula of a spreadsheet, with =, +, - or @"
    private static let spelling =
        "has a combining mark, or a character that can be encoded in two ways; write it otherwise"
    private static let telephone = "is not a telephone number such as 010-12345678 or +86 10 12345678"

    @Test func `rows of one unit are its owners, the first of whom votes`() throws {
        let file = try RollFile(RollText().row("1-1-101", "B").row("1-1-101", "A").row("1-1-102", "A").bytes)

        #expect(file.units.map(\.unit.description) == ["1-1-101", "1-1-102"])
        #expect(file.units[0].owners.map { file.owners[$0].ref.description } == ["B", "A"])
        #expect(file.owners.map(\.ref.description) == ["B", "A"])
    }

    @Test func `the rows of a unit need not follow one another`() throws {
        let file = try RollFile(RollText().row("1-1-101", "A").row("1-1-102", "B").row("1-1-101", "C").bytes)

        #expect(file.units[0].owners.map { file.owners[$0].ref.description } == ["A", "C"])
    }

    @Test func `a telephone number may stand in one of an owner's rows`() throws {
        let file = try RollFile(
            RollText().row("1-1-101", "A").row("1-1-102", "A", phone: "138 0000 0000").row("1-1-103", "A").bytes)

        #expect(file.owners.map(\.phone) == ["138 0000 0000"])
    }

    @Test(arguments: [
        "13800000000", "010-1234 5678", "021(6123)4567", "(010) 1234 5678", "138****0000", "110", "+86 138 0000 0000",
        "+8613800000000", "+86-138-0000-0000", "+86 (10) 12345678",
    ])
    func `a telephone number is taken as people write it`(phone: String) throws {
        #expect(try RollFile(RollText().row("1-1-101", "A", phone: phone).bytes).owners.map(\.phone) == [phone])
    }

    @Test(arguments: [
        (RollText().row("1--101", "A"), ["2 entrance: has an empty part"]),
        (RollText().row("1-1-1/1", "A"), ["2 unit: may hold letters and digits only, parts being joined by '-'"]),
        (RollText().row("1-1-101", "A", area: "-1"), ["2 area_m2: is negative"]),
        (RollText().row("1-1-101", "A", area: "88.505"), ["2 area_m2: has more than 2 decimals"]),
        (RollText().row("1-1-101", "A", area: "0.00"), ["2 area_m2: must be more than 0"]),
        (RollText().row("1-1-101", "A", area: "1000000.01"), ["2 area_m2: is more than 1000000.00 m²"]),
        (RollText().row("1-1-101", "A", area: "99999999999999999999"), ["2 area_m2: is too large"]),
        (RollText().row("1-1-101", "A", area: "1e3"), ["2 area_m2: is not a plain decimal number such as 1234.50"]),
        (RollText().row("1-1-101", "A", area: ""), ["2 area_m2: is not a plain decimal number such as 1234.50"]),
        (
            RollText().row("1-1-101", "A", use: "flat"),
            ["2 use: must be one of dwelling, shop, parking, storage, other"]
        ),
        (RollText().row("1-1-101", "A", kind: ""), ["2 owner_kind: must be one of person, company, developer"]),
        (RollText().row("1-1-101", ""), ["2 owner_ref: is empty"]),
        (RollText().row("1-1-101", "A "), ["2 owner_ref: holds a blank or an invisible character"]),
        (RollText().row("1-1-101", "A\u{200B}", name: "x"), ["2 owner_ref: holds a blank or an invisible character"]),
        (RollText().row("1-1-101", "甲\u{3164}", name: "x"), ["2 owner_ref: holds a blank or an invisible character"]),
        (RollText().row("1-1-101", "甲\u{FE00}"), ["2 owner_ref: holds a blank or an invisible character"]),
        (RollText().row("1-1-101", "e\u{301}1"), ["2 owner_ref: \(Self.spelling)"]),
        (RollText().row("1-1-101", "\u{F9D1}1"), ["2 owner_ref: \(Self.spelling)"]),
        (
            RollText().row("1-1-101", String(repeating: "甲", count: 65)),
            ["2 owner_ref: is longer than 64 characters"]
        ),
        (
            RollText().row("1-1\u{3164}-101", "A"),
            ["2 entrance: may hold letters and digits only, parts being joined by '-'"]
        ),
        (RollText().row("1-1-101", "=A1"), ["2 owner_ref: \(Self.formula)"]),
        (RollText().row("1-1-101", "A", name: "=HYPERLINK(1)"), ["2 owner_name: \(Self.formula)"]),
        (RollText().row("1-1-101", "A", name: "@SUM(1)"), ["2 owner_name: \(Self.formula)"]),
        (RollText().row("1-1-101", "A", name: "＝1"), ["2 owner_name: \(Self.formula)"]),
        (RollText().row("1-1-101", "A", name: "a\u{202E}b"), ["2 owner_name: holds an invisible character"]),
        (RollText().row("1-1-101", "A", floor: "-1+cmd"), ["2 floor: \(Self.formula)"]),
        (RollText().row("1-1-101", "A", name: ""), ["2 owner_name: is empty"]),
        (RollText().row("1-1-101", "A", name: " A"), ["2 owner_name: has blanks at an end"]),
        (RollText().row("1-1-101", "A", name: "a\tb"), ["2 owner_name: holds a control character"]),
        (RollText().row("1-1-101", "A", phone: "call me"), ["2 phone: \(Self.telephone)"]),
        (RollText().row("1-1-101", "A", phone: "-1+2*3"), ["2 phone: \(Self.telephone)"]),
        (RollText().row("1-1-101", "A", phone: "+1-1"), ["2 phone: \(Self.telephone)"]),
        (RollText().row("1-1-101", "A", phone: "+86-10"), ["2 phone: \(Self.telephone)"]),
        (RollText().row("1-1-101", "A", phone: "2+2"), ["2 phone: \(Self.telephone)"]),
        (RollText().row("1-1-101", "A", phone: "***"), ["2 phone: \(Self.telephone)"]),
        (RollText().row("1-1-101", "A", phone: "+"), ["2 phone: \(Self.telephone)"]),
        (RollText().row("1-1-101", "A", floor: ""), ["2 floor: is empty"]),
    ])
    func `a wrong field is named with its line and reason`(roll: RollText, expected: [String]) {
        #expect(faults { try RollFile(roll.bytes) } == expected)
    }

    @Test(arguments: [
        (RollText().row("1-1-101", "A").row("1-1-101", "A"), ["3 owner_ref: is listed for 1-1-101 already"]),
        (
            RollText().row("1-1-101", "A").row("1-1-101", "B", area: "90", floor: "2"),
            [
                "3 floor: differs from what line 2 says of 1-1-101",
                "3 area_m2: differs from what line 2 says of 1-1-101",
            ]
        ),
        (
            RollText().row("1-1-101", "A").row("1-1-102", "A", name: "Another"),
            ["3 owner_name: differs from what line 2 says of A"]
        ),
        (
            RollText().row("1-1-101", "A", phone: "1").row("1-1-102", "A", phone: "2"),
            ["3 phone: differs from what line 2 says of A"]
        ),
    ])
    func `rows that contradict one another are refused`(roll: RollText, expected: [String]) {
        #expect(faults { try RollFile(roll.bytes) } == expected)
    }

    @Test func `a floor below the ground is no formula`() throws {
        #expect(try RollFile(RollText().row("1-1-101", "A", floor: "-2").bytes).units.map(\.floor) == ["-2"])
    }

    @Test func `a unit has at most sixty-four owners`() throws {
        var roll = RollText()
        for owner in 1...64 { roll = roll.row("1-1-101", "r\(owner)") }

        #expect(try RollFile(roll.bytes).units[0].owners.count == 64)
        #expect(
            faults { try RollFile(roll.row("1-1-101", "r65").bytes) } == [
                "66 owner_ref: is one owner of 1-1-101 more than the 64 that a unit may have"
            ])
    }

    @Test func `every wrong place of a file is listed at once`() {
        let roll = RollText().row("1-1-101", "A", area: "x", use: "x").row("1-1-102", "B").row("1-1-103", "")
        let text = roll.text + "1,1\r\n"

        #expect(
            faults { try RollFile(Array(text.utf8)) }.sorted() == [
                "2 area_m2: is not a plain decimal number such as 1234.50",
                "2 use: must be one of dwelling, shop, parking, storage, other",
                "4 owner_ref: is empty",
                "5 : has 2 fields where the header has 10",
            ])
    }

    @Test func `of a file that is all wrong the first faults are listed and all are counted`() {
        let text = RollText().text + "1\r\n" + String(repeating: ",,,,,,,,,\r\n", count: 20_000)
        do throws(RegistryError) {
            _ = try RollFile(Array(text.utf8))
            Issue.record("the file was taken")
        } catch {
            guard case .fileRefused(let faults) = error else {
                Issue.record(error)
                return
            }
            #expect(faults.count == 180_001 && faults.listed.count == CSVFaults.limit)
            #expect(faults.listed[0].line == 2 && faults.listed[1].line == 3 && faults.listed[9_999].line == 1_113)
        }
    }

    @Test func `an empty roll is refused, because it would remove everybody`() {
        #expect(faults { try RollFile(RollText().bytes) } == ["1 : the file has a header but no rows"])
        #expect(faults { try RollFile([]) } == ["1 : the file is empty"])
    }

    @Test func `where an area comes from may be said, and must be one of three`() throws {
        let file = try RollFile(
            RollText().row("1-1-101", "A", source: "register").row("1-1-102", "B", source: "contract").bytes)

        #expect(file.units.map(\.areaSource) == [.register, .contract])
        #expect(
            faults { try RollFile(RollText().row("1-1-101", "A", source: "hearsay").bytes) } == [
                "2 area_source: must be one of register, survey, contract"
            ])
    }

    @Test func `areas that do not add up to the building's declared total are refused (R-C-02)`() throws {
        let right = RollText().row("1-1-101", "A", area: "88.50", total: "100.00").row("1-1-102", "B", area: "11.5")
            .row("1-1-102", "C", area: "11.50").row("2-1-101", "A")
        #expect(try RollFile(right.bytes).totals.map(\.value.description) == ["100.00"])

        #expect(
            faults { try RollFile(RollText().row("1-1-101", "A").row("1-1-102", "B", total: "200").bytes) } == [
                "3 building_area_m2: the units of building 1 add up to 177.00 m², not to the declared 200.00 m²"
            ])
        #expect(
            faults {
                try RollFile(RollText().row("1-1-101", "A", total: "177").row("1-1-102", "B", total: "178").bytes)
            } == ["3 building_area_m2: differs from what line 2 says of 1"])
    }

    @Test func `a file in GB18030 is refused by the name of the encoding`() {
        var bytes = RollText().row("1-1-101", "A").bytes
        bytes += [0x31, 0x2C, 0x31, 0x2C, 0xD2, 0xB5, 0xD6, 0xF7, 0x0A]

        let faults = faults { try RollFile(bytes) }

        #expect(faults.count == 1 && faults[0].contains("GB18030"))
    }

    @Test func `a row that is refused is nothing that later rows could differ from`() {
        let roll = RollText().row("1-1-101", "A").row("1-1-101", "B", area: "90").row("1-1-102", "B", name: "Another")
            .row("1-1-102", "B", name: "Third")

        #expect(
            faults { try RollFile(roll.bytes) } == [
                "3 area_m2: differs from what line 2 says of 1-1-101",
                "5 owner_ref: is listed for 1-1-102 already", "5 owner_name: differs from what line 4 says of B",
            ])
    }

    @Test func `a roll of two hundred thousand units may have more rows than units`() throws {
        var text = RollFile.columns.joined(separator: ",") + "\n"
        for number in 1...200_000 { text += "1,1,1,\(number),88.50,dwelling,r\(number),Owner,person,\n" }
        for number in 1...20_000 { text += "1,1,1,\(number),88.50,dwelling,s\(number),Owner,person,\n" }

        let file = try RollFile(Array(text.utf8))

        #expect(file.units.count == 200_000 && file.owners.count == 220_000)
        #expect(file.units[19_999].owners.count == 2 && file.units[20_000].owners.count == 1)
    }

    @Test func `of two hundred thousand rows the one bad is named by line and column`() {
        var text = RollFile.columns.joined(separator: ",") + "\n"
        for number in 1...200_000 {
            let area = number == 123_456 ? "88,50" : "88.50"
            text += "1,1,1,\(number),\"\(area)\",dwelling,r\(number),Owner,person,\n"
        }

        #expect(
            faults { try RollFile(Array(text.utf8)) } == [
                "123457 area_m2: is not a plain decimal number such as 1234.50"
            ])
    }
}
