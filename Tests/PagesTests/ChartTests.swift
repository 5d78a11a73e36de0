import Model
import Testing

@testable import Pages

@Suite struct ChartTests {
    @Test func `a bar draws its parts, what is missing and the mark`() throws {
        let bar = ShareBar([(.inFavour, 50), (.against, 25)], of: 100, mark: try Ratio(1, 2), label: "<50>")
        #expect(
            bar.svg.description == """
                <svg class="bar" viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label="&lt;50&gt;">\
                <rect class="track" width="1000" height="24"/>\
                <rect class="inFavour" x="0" width="500" height="24"/>\
                <rect class="against" x="500" width="250" height="24"/>\
                <rect class="slit" x="500" y="10" width="250" height="4"/>\
                <rect class="mark" x="498" width="4" height="24"/></svg>
                """)
    }

    @Test(
        arguments: [
            (0, 100, 0), (1, 1_000_000, 1), (999_999, 1_000_000, 999), (100, 100, 1_000), (300, 100, 1_000), (5, 0, 0),
            (-5, 100, 0), (Int64.max, Int64.max, 1_000),
        ] as [(Int64, Int64, Int64)])
    func `a bar is empty only for nothing and full only for all`(part: Int64, whole: Int64, width: Int64) {
        let svg = ShareBar([(.paid, part)], of: whole, label: "").svg.description
        let drawn = svg.firstMatch(of: /class="paid" x="0" width="(\d+)"/).map { String($0.1) }
        #expect(drawn == (width == 0 ? nil : String(width)))
    }

    @Test func `parts that together exceed the whole are cut off`() {
        let svg = ShareBar([(.paid, .max), (.against, .max)], of: 10, label: "").svg.description
        #expect(svg.contains("class=\"paid\" x=\"0\" width=\"1000\""))
        #expect(!svg.contains("against"))
    }

    @Test func `days without anything leave a gap`() throws {
        let first = try Day(parsing: "2023-04-29")
        let bars = DailyBars([first: 100, first.advanced(by: 3): 50], label: "收款") { "\($0)=\($1)" }
        #expect(
            bars.svg.description == """
                <svg class="days" viewBox="0 0 1200 201" preserveAspectRatio="none" role="img" aria-label="收款">\
                <rect class="base" y="200" width="1200" height="1"/>\
                <rect x="30" y="0" width="240" height="200"><title>2023-04-29=100</title></rect>\
                <rect x="930" y="100" width="240" height="100"><title>2023-05-02=50</title></rect></svg>
                """)
    }

    @Test func `years of days draw the latest ones, and none draw nothing`() throws {
        let day = try Day(parsing: "2020-01-01")
        let bars = DailyBars([day: 1, day.advanced(by: 100_000): 2], label: "") { _, _ in "" }
        #expect(bars.days.count == DailyBars.limit)
        #expect(bars.days.last?.day == day.advanced(by: 100_000))
        #expect(DailyBars([:], label: "") { _, _ in "" }.svg.description == "")
        #expect(DailyBars([day: 0], label: "") { _, _ in "" }.svg.description == "")
    }

    @Test func `a QR code has its three finders and a quiet zone`() throws {
        let svg = try QRCode("http://127.0.0.1:8080/c/runfeng/3").svg(label: "code").description
        #expect(svg.contains("viewBox=\"0 0 37 37\""))
        // The top rows of the finders at the left and at the right, behind four quiet modules.
        #expect(svg.contains("M4 4h7v1h-7z"))
        #expect(svg.contains("M26 4h7v1h-7z"))
        #expect(svg.contains("M4 32h7v1h-7z"))
    }

    @Test(arguments: ["", "a\u{0}b", String(repeating: "x", count: 5_000)])
    func `a text that no code can hold is refused`(text: String) {
        #expect(throws: QRCode.TextTooLong.self) { try QRCode(text) }
    }
}
