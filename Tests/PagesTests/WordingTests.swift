import Model
import Testing

@testable import Pages

@Suite struct WordingTests {
    private let chinese = Wording(.chinese)
    private let english = Wording(.english)

    @Test(
        arguments: [
            (954, 1080, "88.3"), (0, 1080, "0.0"), (1080, 1080, "100.0"), (1, 3, "33.3"), (2, 3, "66.7"),
            (1, 2000, "0.1"),
            (999_999, 1_000_000, "99.9"), (5, 4, "100.0"), (-1, 4, "0.0"), (3, 0, "–"),
            (Int64.max - 1, Int64.max, "99.9"),
        ] as [(Int64, Int64, String)])
    func `a percentage has one decimal, half up, and is 100 only when complete`(
        part: Int64, whole: Int64, text: String
    ) {
        #expect(Percentage(part, of: whole).description == text)
    }

    @Test func `money, areas and counts are grouped in thousands`() throws {
        #expect(chinese.money(try Money(parsing: "420000")) == "420,000.00 元")
        #expect(english.money(try Money(parsing: "1234567.8")) == "¥1,234,567.80")
        #expect(english.money(Money(fen: -12_345_678)) == "-¥123,456.78")
        #expect(chinese.money(Money(fen: Int64.min)) == "-92,233,720,368,547,758.08 元")
        #expect(chinese.area(try Area(parsing: "1088.5")) == "1,088.50 平方米")
        #expect(english.count(1080) == "1,080")
        #expect(english.count(-100) == "-100")
        #expect(chinese.price(try UnitPrice(parsing: "17.93")) == "每平方米 17.93 元")
    }

    @Test func `days are written as people write them`() throws {
        let day = try Day(parsing: "2023-07-17")
        #expect(chinese.day(day) == "2023年7月17日")
        #expect(english.day(day) == "17 July 2023")
        #expect(chinese.weekday(day) == "星期一")
        #expect(english.weekday(day) == "Monday")
        #expect(english.shortDay(day) == "17 Jul")
        #expect(english.time(try Timestamp(parsing: "2023-07-17T07:05:00Z")) == "17 July 2023, 15:05")
    }

    @Test(arguments: [
        ("3", "3号楼"), ("A", "A号楼"), ("南", "南楼"), ("东座", "东座"), ("12", "12号楼"),
    ])
    func `buildings are called as residents call them`(code: String, name: String) throws {
        #expect(chinese.building(try BuildingCode(parsing: code)) == name)
    }

    @Test func `lifts are called by their entrance`() throws {
        let lift = try LiftCode(parsing: "3-1-A")
        #expect(chinese.liftInCommunity(lift) == "3号楼1单元A梯")
        #expect(chinese.lift(try LiftCode(parsing: "3-2-1")) == "2单元1号梯")
        #expect(english.liftInCommunity(lift) == "Building 3, entrance 1, lift A")
    }
}
