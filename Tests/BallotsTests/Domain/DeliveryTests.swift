import Model
import Testing

@testable import Ballots

@Suite struct DeliveryTests {
    private static let header = "unit,papers,method,delivered_on,evidence_sha256,warned,collector\n"
    private static let hash = String(repeating: "1a", count: 32)

    /// Line, column and field of each fault.
    private func faults(_ lines: String) throws -> [String] {
        let today = try Day(parsing: "2023-07-10")
        do {
            _ = try DeliveryLine.parse(
                Array((Self.header + lines).replacing("H", with: Self.hash).utf8), today: today)
            return []
        } catch BallotsError.file(let faults) {
            return faults.listed.map { "\($0.line) \($0.column) \($0.field)" }
        } catch {
            return ["\(error)"]
        }
    }

    @Test(arguments: [
        ("1-1-101,1,inPerson,2023-07-01,H,yes,c-1", ""),
        ("1-1-101,2,post,2023-07-10,,no,c-1", ""),
        ("1-1-101,0,inPerson,,,no,c-1", ""),
        ("1-1-101,0,electronic,2023-07-01,H,yes,c-1", ""),
        ("1-1-101,0,announcement,2023-07-01,H,no,c-1", ""),
        ("1-101,1,inPerson,2023-07-01,H,yes,c-1", "2 1 unit"),
        ("1-1-101,-1,inPerson,2023-07-01,H,yes,c-1", "2 2 papers"),
        ("1-1-101,1.5,inPerson,2023-07-01,H,yes,c-1", "2 2 papers"),
        ("1-1-101,1001,inPerson,2023-07-01,H,yes,c-1", "2 2 papers"),
        ("1-1-101,99999999999999999999,inPerson,2023-07-01,H,yes,c-1", "2 2 papers"),
        ("1-1-101,0,inPerson,2023-07-01,H,yes,c-1", "2 2 papers"),
        ("1-1-101,1,electronic,2023-07-01,H,yes,c-1", "2 2 papers"),
        ("1-1-101,1,pigeon,2023-07-01,H,yes,c-1", "2 3 method"),
        ("1-1-101,1,inPerson,,H,yes,c-1", "2 4 delivered_on"),
        ("1-1-101,1,inPerson,2023-07-11,H,yes,c-1", "2 4 delivered_on"),
        ("1-1-101,1,inPerson,2023-02-30,H,yes,c-1", "2 4 delivered_on"),
        ("1-1-101,0,electronic,,H,yes,c-1", "2 4 delivered_on"),
        ("1-1-101,0,announcement,2023-07-01,,no,c-1", "2 5 evidence_sha256"),
        ("1-1-101,1,inPerson,2023-07-01,abc,yes,c-1", "2 5 evidence_sha256"),
        ("1-1-101,1,inPerson,2023-07-01,H,maybe,c-1", "2 6 warned"),
        ("1-1-101,1,inPerson,2023-07-01,H,yes,", "2 7 collector"),
    ])
    func `a wrong field is named with line and column`(_ line: String, _ place: String) throws {
        #expect(try faults(line + "\n") == (place.isEmpty ? [] : [place]))
    }

    @Test func `the letter that came with the ballot is known by its hash, where somebody kept it`() throws {
        let today = try Day(parsing: "2023-07-10")
        let letter = String(repeating: "2b", count: 32)
        func letters(_ header: String, _ line: String) throws -> [Digest256?] {
            try DeliveryLine.parse(Array((header + line).replacing("H", with: Self.hash).utf8), today: today)
                .map(\.delivery.letter)
        }
        let wide = String(Self.header.dropLast()) + ",letter_sha256\n"
        #expect(try letters(Self.header, "1-1-101,1,inPerson,2023-07-01,H,yes,c-1\n") == [nil])
        #expect(try letters(wide, "1-1-101,1,inPerson,2023-07-01,H,yes,c-1,\n") == [nil])
        #expect(
            try letters(wide, "1-1-101,1,inPerson,2023-07-01,H,yes,c-1,\(letter)\n") == [Digest256(parsing: letter)])
    }

    @Test func `a unit stands once in a file`() throws {
        let line = "1-1-101,1,inPerson,2023-07-01,H,yes,c-1\n"
        #expect(try faults(line + line.replacing("101", with: "102") + line) == ["4 1 unit"])
    }

    @Test(arguments: [("2023-07-10", false), ("2023-07-11", true)])
    func `an announcement stands as long as the rules ask`(_ day: String, _ isShort: Bool) throws {
        let announcement = Delivery(
            unit: try UnitCode(parsing: "1-1-101"), papers: 0, method: .announcement,
            deliveredOn: try Day(parsing: day), evidence: Samples.digest("photo"), isWarned: false, collector: "c")
        let closingDay = try Day(parsing: "2023-07-11")
        let calendar = try WorkCalendar.announced()
        // A day by these rules, and by others nothing is asked.
        let rules = try Samples.rules(proxyLimit: 0)
        #expect(announcement.isShortNotice(closingDay: closingDay, by: rules, calendar) == isShort)
        #expect(
            try !announcement.isShortNotice(
                closingDay: closingDay, by: Samples.rules([.undeliverableNotice: nil]), calendar))
    }

    @Test func `only what came into somebody's hands, and can be shown, makes silence mean something`() throws {
        let day = try Day(parsing: "2023-07-01")
        func delivery(_ method: Delivery.Method, _ day: Day?, _ evidence: Digest256?) throws -> Bool {
            Delivery(
                unit: try UnitCode(parsing: "1-1-101"), papers: day == nil ? 0 : 1, method: method, deliveredOn: day,
                evidence: evidence, isWarned: true, collector: "c"
            ).isProven
        }
        let photo = Samples.digest("photo")
        #expect(try delivery(.inPerson, day, photo))
        #expect(try !delivery(.inPerson, day, nil))
        #expect(try !delivery(.inPerson, nil, photo))
        #expect(try !delivery(.announcement, day, photo))
    }
}
