import Model
import TestSupport
import Testing

@testable import Registry

struct LiftCareTests {
    private static func lift(
        installedOn: String? = "2010-05-31", next: String? = "2024-05-31", maintainer: String? = "甲"
    ) -> CaredLift {
        let code = LiftCode("3-1-A")
        guard let code else { preconditionFailure("3-1-A is a lift") }
        return CaredLift(
            lift: Lift(
                code: code, registrationCode: "R1", rescueCode: "123456", firstFloor: "B2", lastFloor: "3",
                skips: ["2"], installedOn: installedOn.map(TestBodies.day), nextInspectionOn: next.map(TestBodies.day),
                maintainer: maintainer, maintainerPhone: "010-1"),
            care: .unknown)
    }

    private static let today = TestBodies.day("2024-04-01")

    private static func report(_ lift: CaredLift, on day: String, _ own: [RuleKey: String] = [:]) throws -> LiftReport {
        LiftReport(
            lift, pack: try TestBodies.pack(own), calendar: try WorkCalendar.announced(), today: TestBodies.day(day))
    }

    private static func fields(_ change: CareChange, _ lift: CaredLift) -> [String] {
        var lift = lift
        let result = Result { () throws(LiftRefusal) in try lift.apply(change, today: today, nil) }
        return switch result {
        case .success: []
        case .failure(.invalid(let field, _)): [field]
        case .failure(.conflict(let field, _)): ["conflict at \(field)"]
        case .failure(.liftUnknown(let code)): ["\(code)"]
        }
    }

    // MARK: - Floors

    @Test(arguments: [
        ("B2", "3", ["B2 1", "B1 2", "1 3", "2 4", "3 5"]), ("-1", "2", ["-1 1", "1 2", "2 3"]), ("1", "1", ["1 1"]),
        ("5", "7", ["5 1", "6 2", "7 3"]),
    ])
    func `floors are counted from the lowest one, whatever they are called`(
        first: String, last: String, expected: [String]
    ) throws {
        let floors = try #require(ServedFloors.floors(from: first, to: last, without: []))

        #expect(floors.map { "\($0.label) \($0.ordinal)" } == expected)
    }

    /// The story counts 33 floors with two below ground (R-G-07).
    @Test func `a lift that skips floors keeps their places`() throws {
        let floors = try #require(ServedFloors.floors(from: "B2", to: "31", without: ["4", "13", "B1"]))

        #expect(floors.count == 33)
        #expect(floors.last?.ordinal == 33)
        #expect(floors.filter { !$0.isServed }.map(\.label) == ["B1", "4", "13"])
    }

    @Test(arguments: [("G", "5"), ("1", "15A"), ("0", "3"), ("5", "1"), ("1", "9999"), ("", "3"), ("B", "3")])
    func `labels that are no numbers, or stand the wrong way round, give no floors`(first: String, last: String) {
        #expect(ServedFloors.floors(from: first, to: last, without: []) == nil)
    }

    // MARK: - Maintainers and marks

    @Test func `a change of maintainer is due for a mark in the time that the rules give`() throws {
        for (period, due) in [("30d", "2024-04-01"), ("5wd", "2024-03-08")] {
            var lift = Self.lift()
            let change = CareChange.maintainer("乙", phone: nil, on: TestBodies.day("2024-03-01"))
            try lift.apply(change, today: Self.today, try TestBodies.pack([.maintainerMark: period]))

            let report = try Self.report(lift, on: "2024-03-08", [.maintainerMark: period])
            #expect(lift.lift.maintainer == "乙" && lift.lift.maintainerPhone == nil)
            #expect(report.changes.map(\.due?.description) == [due])
            #expect(report.changes.map(\.isOverdue) == [false])
            #expect(report.changes.map(\.from) == ["甲"] && report.changes.map(\.to) == ["乙"])
        }
    }

    @Test func `a mark that is late is flagged until it is renewed, and the history stays`() throws {
        let pack = try TestBodies.pack()
        var lift = Self.lift(next: nil)
        try lift.apply(.maintainer("乙", phone: nil, on: TestBodies.day("2024-01-02")), today: Self.today, pack)

        #expect(try Self.report(lift, on: "2024-02-01").flags.isEmpty)
        let late = try Self.report(lift, on: "2024-02-02")
        #expect(late.flags.map(\.flag) == [.markOverdue])
        #expect(late.flags.map(\.source) == ["source of maintainerMark"])
        try lift.apply(.maintainer("丙", phone: nil, on: TestBodies.day("2024-03-01")), today: Self.today, pack)
        try lift.apply(
            .mark("M-7", nextInspectionOn: TestBodies.day("2025-03-31"), on: TestBodies.day("2024-03-05")),
            today: Self.today, pack)

        let done = try Self.report(lift, on: "2024-05-02")
        #expect(done.flags.isEmpty)
        #expect(done.changes.map(\.to) == ["乙", "丙"])
        #expect(done.changes.map(\.doneOn?.description) == ["2024-03-05", "2024-03-05"])
        #expect(done.useMark == "M-7" && done.markedOn?.description == "2024-03-05")
        #expect(done.nextInspectionOn?.description == "2025-03-31")
    }

    @Test func `what an import changes is noted where there was another firm before`() throws {
        let pack = try TestBodies.pack()
        func note(_ now: String?, after before: String?) -> LiftCare.Change? {
            var lift = Self.lift(maintainer: now)
            let isChange = lift.noteMaintainer(of: Self.lift(maintainer: before).lift, on: Self.today, pack)
            return isChange ? lift.care.changes.last : nil
        }

        #expect(note("乙", after: "甲")?.period == .days(30))
        #expect(note("乙", after: nil) == nil)
        #expect(note("甲", after: "甲") == nil)
        let none = try #require(note(nil, after: "甲"))
        #expect(none.period == nil && none.from == "甲" && none.to == nil)
    }

    @Test func `a user unit that becomes known is no change, and another one has to be registered`() throws {
        let pack = try TestBodies.pack()
        var lift = Self.lift()
        try lift.apply(.userUnit(.coOwners, name: nil, on: TestBodies.day("2024-01-02")), today: Self.today, pack)
        #expect(lift.care.changes.map(\.period) == [nil])
        try lift.apply(.userUnit(.manager, name: "某物业", on: TestBodies.day("2024-02-01")), today: Self.today, pack)

        #expect(lift.care.changes.map(\.period) == [nil, .days(30)])
        #expect(lift.care.changes.map(\.to) == ["coOwners", "某物业"])
        #expect(try Self.report(lift, on: "2024-03-05").flags.map(\.flag) == [.markOverdue])
    }

    // MARK: - Bad input

    @Test func `days that lie backwards and changes that change nothing are refused by field`() throws {
        let lift = Self.lift()
        func maintainer(_ day: String, _ name: String = "乙") -> CareChange {
            .maintainer(name, phone: nil, on: TestBodies.day(day))
        }
        #expect(Self.fields(maintainer("2024-04-02"), lift) == ["on"])
        #expect(Self.fields(maintainer("2010-05-30"), lift) == ["on"])
        #expect(Self.fields(maintainer("2024-03-01", "甲"), lift) == ["conflict at maintainer"])
        #expect(Self.fields(.mark(nil, nextInspectionOn: nil, on: Self.today), lift) == ["conflict at lift"])
        let backwards = CareChange.mark(nil, nextInspectionOn: TestBodies.day("2024-03-01"), on: Self.today)
        #expect(Self.fields(backwards, lift) == ["nextInspectionOn"])

        var changed = lift
        try changed.apply(maintainer("2024-03-01"), today: Self.today, try TestBodies.pack())
        #expect(Self.fields(maintainer("2024-02-29", "丙"), changed) == ["on"])
        #expect(Self.fields(.mark("M", nextInspectionOn: nil, on: TestBodies.day("2024-02-29")), changed) == ["on"])
        try changed.apply(
            .mark("M", nextInspectionOn: nil, on: TestBodies.day("2024-03-05")), today: Self.today, nil)
        #expect(Self.fields(.mark("N", nextInspectionOn: nil, on: TestBodies.day("2024-03-04")), changed) == ["on"])
        #expect(Self.fields(.userUnit(.street, name: nil, on: TestBodies.day("2024-04-02")), lift) == ["on"])
    }

    // MARK: - Flags

    @Test(
        arguments: [
            ("2025-05-31", 15, []), ("2025-06-01", 15, [LiftReport.Flag.Kind.assessment]),
            ("2030-05-31", 20, [.assessment]), ("2030-06-01", 20, [.assessment, .replacement]),
        ] as [(String, Int64, [LiftReport.Flag.Kind])])
    func `a lift is flagged when it is older than the rules' ages`(
        today: String, age: Int64, flags: [LiftReport.Flag.Kind]
    ) throws {
        let report = try Self.report(Self.lift(next: nil), on: today)

        #expect(report.age == age)
        #expect(report.flags.map(\.flag) == flags)
    }

    @Test(
        arguments: [
            ("2024-04-29", []), ("2024-04-30", [LiftReport.Flag.Kind.inspectionDue]), ("2024-05-31", [.inspectionDue]),
            ("2024-06-01", [.inspectionOverdue]),
        ] as [(String, [LiftReport.Flag.Kind])])
    func `an inspection is to be applied for a month before, and overdue after its day`(
        today: String, flags: [LiftReport.Flag.Kind]
    ) throws {
        #expect(try Self.report(Self.lift(), on: today).flags.map(\.flag) == flags)
    }

    @Test func `an overdue inspection is flagged by the law where no rules speak of it`() throws {
        func flags(on day: String) throws -> [LiftReport.Flag] {
            let calendar = try WorkCalendar.announced()
            return LiftReport(Self.lift(), pack: nil, calendar: calendar, today: TestBodies.day(day)).flags
        }

        #expect(try flags(on: "2024-05-31").isEmpty)
        let overdue = try flags(on: "2024-06-01")
        #expect(overdue.map(\.flag) == [.inspectionOverdue])
        #expect(overdue.map(\.source) == ["特种设备安全法第四十条"])
        #expect(overdue.map(\.value) == ["2024-05-31"])
    }

    @Test func `without rules nothing is flagged and nothing due`() throws {
        var lift = Self.lift(installedOn: "1990-01-01")
        try lift.apply(.maintainer("乙", phone: nil, on: TestBodies.day("2024-01-02")), today: Self.today, nil)
        let report = LiftReport(lift, pack: nil, calendar: try WorkCalendar.announced(), today: Self.today)

        #expect(report.flags.isEmpty && report.rescuePhone == nil)
        #expect(report.changes.map(\.due) == [nil])
    }
}
