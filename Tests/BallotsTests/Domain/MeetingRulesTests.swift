import Model
import TestSupport
import Testing

@testable import Ballots

@Suite struct MeetingRulesTests {
    private static func rules(_ changes: [RuleKey: String?] = [:]) throws -> MeetingRules {
        MeetingRules(pack: try Samples.rules(changes), calendar: try WorkCalendar.announced())
    }

    private static func time(_ text: String) throws -> Timestamp { try Timestamp(parsing: text) }

    private static func assembly(
        closesAt: Timestamp, _ terms: Terms, state: Assembly.State = .convened
    ) throws -> Assembly {
        Assembly(
            id: try AssemblyID(parsing: "a"), title: "a", closesAt: closesAt, items: [try Samples.item("1", .other)],
            state: state, terms: terms)
    }

    // MARK: - Notice (R-M-01, R-M-02, R-X-10)

    @Test func `between notice and opening are as many full days as the rules say`() throws {
        let rules = try Self.rules()
        let notice = Samples.day("2023-03-01")

        #expect(try rules.earliestOpening(noticeOn: notice, isInterim: false) == Samples.day("2023-03-17"))
        #expect(try rules.earliestOpening(noticeOn: notice, isInterim: true) == Samples.day("2023-03-09"))
        let working = try Self.rules([.regularMeetingNotice: "5wd"])
        // The Qingming holiday of 2023 was Wednesday the 5th of April.
        #expect(
            try working.earliestOpening(noticeOn: Samples.day("2023-04-03"), isInterim: false)
                == Samples.day("2023-04-12"))
        let months = try Self.rules([.regularMeetingNotice: "1m"])
        #expect(
            try months.earliestOpening(noticeOn: Samples.day("2023-01-31"), isInterim: false)
                == Samples.day("2023-03-01"))
    }

    @Test func `an opening a day too early is refused with the first day that is not`() throws {
        let opening = try Self.time("2023-03-16T23:59:59+08:00")
        let assembly = try Self.assembly(
            closesAt: try Self.time("2023-04-01T00:00:00+08:00"), Terms(noticeOn: Samples.day("2023-03-01")))
        let rules = try Self.rules()

        #expect(throws: LifecycleRefusal.tooEarlyToOpen(earliest: Samples.day("2023-03-17"))) {
            try assembly.checkOpening(by: rules, at: opening, today: opening.day, isOfficialPlatform: false)
        }
        let next = try Self.time("2023-03-17T00:00:00+08:00")
        #expect(throws: Never.self) {
            try assembly.checkOpening(by: rules, at: next, today: next.day, isOfficialPlatform: false)
        }
    }

    /// Any notice, length and day: refused if and only if fewer full days lie between.
    @Test func `so many full days lie between any notice and the first day on which it opens`() throws {
        var random = SeededGenerator()
        print("seed \(random.seed)")
        let calendar = try WorkCalendar.announced()
        for _ in 0..<500 {
            let (days, start) = (Int64.random(in: 0...60, using: &random), Int64.random(in: 0...20_000, using: &random))
            let rules = MeetingRules(pack: try Samples.rules([.regularMeetingNotice: "\(days)d"]), calendar: calendar)
            let notice = Day(daysSince1970: start)
            let earliest = try rules.earliestOpening(noticeOn: notice, isInterim: false)
            #expect(earliest.daysSince1970 - notice.daysSince1970 - 1 == days)
        }
    }

    @Test func `rules that do not say how long before are too old to open by`() throws {
        let rules = try Self.rules([.regularMeetingNotice: nil])

        #expect(throws: LifecycleRefusal.rulesLack(.regularMeetingNotice)) {
            try rules.earliestOpening(noticeOn: Samples.day("2023-03-01"), isInterim: false)
        }
    }

    // MARK: - The window (R-M-10)

    @Test func `a voting is as long as the rules let it be, both ends included`() throws {
        let rules = try Self.rules([.votingWindowLeast: "5d", .votingWindowMost: "60d"])
        let opening = try Self.time("2023-03-17T09:00:00+08:00")
        let (least, most) = (try Self.time("2023-03-22T09:00:00+08:00"), try Self.time("2023-05-17T00:00:00+08:00"))

        #expect(try rules.earliestClosing(openedAt: opening) == least)
        #expect(try rules.latestClosing(openedAt: opening) == most)
        for (closesAt, refusal) in [
            (least, nil), (most, nil),
            (Timestamp(microseconds: least.microseconds - 1), LifecycleRefusal.windowTooShort(earliest: least)),
            (Timestamp(microseconds: most.microseconds + 1), .windowTooLong(latest: most)),
        ] {
            let assembly = try Self.assembly(closesAt: closesAt, Terms(noticeOn: Samples.day("2023-01-01")))
            #expect(
                Self.refusal { () throws(LifecycleRefusal) in
                    try assembly.checkOpening(by: rules, at: opening, today: opening.day, isOfficialPlatform: false)
                } == refusal)
        }
    }

    @Test func `papers are entered for as long after the voting as the rules let them`() throws {
        let opening = try Self.time("2023-03-17T09:00:00+08:00")
        let closesAt = try Self.time("2023-03-27T18:00:00+08:00")
        let latest = try Self.time("2023-04-04T00:00:00+08:00")
        func refusal(_ papersUntil: Timestamp, _ changes: [RuleKey: String?] = [:]) throws -> LifecycleRefusal? {
            let rules = try Self.rules(changes)
            let assembly = try Self.assembly(
                closesAt: closesAt, Terms(papersUntil: papersUntil, noticeOn: Samples.day("2023-01-01")))
            return Self.refusal { () throws(LifecycleRefusal) in
                try assembly.checkOpening(by: rules, at: opening, today: opening.day, isOfficialPlatform: false)
            }
        }

        #expect(try refusal(closesAt) == nil)
        #expect(try refusal(latest) == nil)
        #expect(try refusal(Timestamp(microseconds: latest.microseconds + 1)) == .papersTooLate(latest: latest))
        #expect(try refusal(latest, [.papersAfter: nil]) == .papersTooLate(latest: closesAt))
        #expect(try refusal(closesAt, [.papersAfter: nil]) == nil)
    }

    // MARK: - 24:00 is the last moment of a day (R-X-07)

    @Test(arguments: [
        ("2023-03-27T18:00:00+08:00", "2023-03-27"), ("2023-03-28T00:00:00+08:00", "2023-03-27"),
        ("2023-03-27T00:00:00.000001+08:00", "2023-03-27"), ("2024-03-01T00:00:00+08:00", "2024-02-29"),
    ])
    func `what follows a voting is reckoned from the day that ends with it`(closesAt: String, lastDay: String) throws {
        let (closesAt, day) = (try Self.time(closesAt), Samples.day(lastDay))

        #expect(closesAt.lastDay == day)
        #expect(try Self.rules().latestPapers(closesAt: closesAt) == day.advanced(by: 8).start)
        #expect(
            try Self.rules().latestExtension(of: closesAt, openedAt: day.advanced(by: -1).start)
                == day.advanced(by: 31).start)
    }

    // MARK: - The official platform (R-M-09)

    @Test(arguments: [nil, AssemblyForm.meeting, .written, .electronic, .mixed])
    func `where only official electronic votes bind, what takes others is not opened`(_ form: AssemblyForm?) throws {
        let opening = try Self.time("2023-03-17T09:00:00+08:00")
        let assembly = try Self.assembly(
            closesAt: try Self.time("2023-03-27T18:00:00+08:00"), Terms(form: form, noticeOn: Samples.day("2023-01-01"))
        )
        func refusal(_ word: String, isOfficialPlatform: Bool = false) throws -> LifecycleRefusal? {
            let rules = try Self.rules([.electronicVote: word])
            return Self.refusal { () throws(LifecycleRefusal) in
                try assembly.checkOpening(
                    by: rules, at: opening, today: opening.day, isOfficialPlatform: isOfficialPlatform)
            }
        }

        let isOnPaper = form == .meeting || form == .written
        #expect(try refusal("any") == nil)
        #expect(try refusal("official") == (isOnPaper ? nil : .officialVoteOnly))
        #expect(try refusal("official", isOfficialPlatform: true) == nil)
    }

    // MARK: - Extensions (R-M-13)

    @Test func `a voting is extended within the rules' number and length`() throws {
        let opening = try Self.time("2023-03-17T09:00:00+08:00")
        let basis = FrozenBasis(
            electorate: Samples.weight(1, 1), rollHash: Samples.digest("r"), rollPosition: 1,
            rulesHash: Samples.digest("p"),
            openedAt: opening)
        let closesAt = try Self.time("2023-03-27T18:00:00+08:00")
        let papersUntil = try Self.time("2023-03-29T18:00:00+08:00")
        let assembly = try Self.assembly(closesAt: closesAt, Terms(papersUntil: papersUntil), state: .open(basis))
        let rules = try Self.rules()
        func extend(
            to text: String, papers: String? = nil, times: Int64 = 0, _ reason: String = "表决票不足"
        ) throws -> AssemblyExtended {
            try assembly.extend(
                Extension(
                    assembly: assembly.id, closesAt: try Self.time(text), papersUntil: try papers.map(Self.time),
                    reason: reason), times: times, by: rules)
        }

        let extended = try extend(to: "2023-04-20T18:00:00+08:00")
        #expect(extended.papersUntil == (try Self.time("2023-04-22T18:00:00+08:00")), "papers keep their distance")
        #expect(try extend(to: "2023-04-27T00:00:00+08:00").closesAt == (try Self.time("2023-04-27T00:00:00+08:00")))
        #expect(
            try extend(to: "2023-04-20T18:00:00+08:00", papers: "2023-04-20T18:00:00+08:00").papersUntil == nil)
        let latest = try Self.time("2023-04-27T00:00:00+08:00")
        #expect(throws: LifecycleRefusal.extensionTooLong(latest: latest)) {
            try extend(to: "2023-04-27T00:00:00.000001+08:00")
        }
        #expect(throws: LifecycleRefusal.notLater(than: closesAt)) { try extend(to: "2023-03-27T18:00:00+08:00") }
        #expect(throws: LifecycleRefusal.extensionsUsedUp(limit: 2)) {
            try extend(to: "2023-04-01T18:00:00+08:00", times: 2)
        }
        #expect(throws: LifecycleRefusal.papersBeforeClosing(try Self.time("2023-04-01T18:00:00+08:00"))) {
            try extend(to: "2023-04-01T18:00:00+08:00", papers: "2023-04-01T17:00:00+08:00")
        }
        #expect(throws: BallotsError.proposal([ProposalFault("reason", .empty)])) {
            try extend(to: "2023-04-01T18:00:00+08:00", " ")
        }
    }

    @Test func `an extension cuts off no papers that were to be entered until later`() throws {
        let basis = FrozenBasis(
            electorate: Samples.weight(1, 1), rollHash: Samples.digest("r"), rollPosition: 1,
            rulesHash: Samples.digest("p"), openedAt: try Self.time("2023-03-17T09:00:00+08:00"))
        let papersUntil = try Self.time("2023-03-29T18:00:00+08:00")
        let assembly = try Self.assembly(
            closesAt: try Self.time("2023-03-27T18:00:00+08:00"), Terms(papersUntil: papersUntil), state: .open(basis))
        func extend(papers: String) throws -> AssemblyExtended {
            try assembly.extend(
                Extension(
                    assembly: assembly.id, closesAt: try Self.time("2023-03-27T18:00:01+08:00"),
                    papersUntil: try Self.time(papers), reason: "表决票不足"), times: 0, by: try Self.rules())
        }

        #expect(throws: LifecycleRefusal.papersBeforeClosing(papersUntil)) {
            try extend(papers: "2023-03-27T18:00:01+08:00")
        }
        #expect(throws: LifecycleRefusal.papersBeforeClosing(papersUntil)) {
            try extend(papers: "2023-03-29T17:59:59+08:00")
        }
        #expect(try extend(papers: "2023-03-29T18:00:00+08:00").papersUntil == papersUntil)
    }

    @Test func `no extension leaves the longest window, and none is made where the rules do not speak of any`() throws {
        let opening = try Self.time("2023-03-17T09:00:00+08:00")
        let closesAt = try Self.time("2023-05-10T18:00:00+08:00")

        #expect(
            try Self.rules().latestExtension(of: closesAt, openedAt: opening)
                == (try Self.time("2023-05-17T00:00:00+08:00")))
        #expect(try Self.rules([.extensions: nil]).extensions() == 0)
    }

    // MARK: - The posting (R-M-41)

    @Test func `a posting ends on a day that is worked, and is open where the year is not announced`() throws {
        let rules = try Self.rules()

        #expect(try rules.lastDayOfPublicity(postedOn: Samples.day("2023-03-28")) == Samples.day("2023-04-12"))
        // The 1st of October begins eight free days in 2023.
        #expect(try rules.lastDayOfPublicity(postedOn: Samples.day("2023-09-16")) == Samples.day("2023-10-07"))
        #expect(throws: LifecycleRefusal.yearNotLoaded(2100)) {
            try rules.lastDayOfPublicity(postedOn: Samples.day("2100-01-01"))
        }
    }

    private static func refusal(_ deed: () throws(LifecycleRefusal) -> Void) -> LifecycleRefusal? {
        do throws(LifecycleRefusal) {
            try deed()
            return nil
        } catch {
            return error
        }
    }

    @Test func `an objection is answered within the rules' days, of which the last is worked`() throws {
        func last(_ period: String?, after day: String) throws -> Day? {
            MeetingRules(
                pack: try Samples.rules([.objectionAnswer: period]), calendar: try WorkCalendar.announced()
            ).lastDayOfAnswer(filedOn: Samples.day(day))
        }
        #expect(try last("7d", after: "2023-04-06") == Samples.day("2023-04-13"))
        #expect(try last("7d", after: "2023-04-22") == Samples.day("2023-05-04"), "the last day was a holiday")
        #expect(try last(nil, after: "2023-04-06") == nil, "the rules do not say")
        #expect(try last("7d", after: "2999-04-06") == nil, "its year is not announced")
    }
}
