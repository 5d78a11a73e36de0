import Model
import TestSupport
import Testing

@testable import Ballots

@Suite struct LifecycleTests {
    private static let basis = FrozenBasis(
        electorate: Samples.weight(30_000, 3), rollHash: Samples.digest("roll"), rollPosition: 7,
        rulesHash: Samples.digest("rules"), openedAt: Timestamp(microseconds: 1))
    private static let closesAt = Timestamp(microseconds: 1_000)
    private static let papersUntil = Timestamp(microseconds: 2_000)

    private static func day(_ text: String) -> Day { Samples.day(text) }

    /// An assembly in the phase, with a moment and a day at which it is there.
    private static func assembly(in phase: Phase) throws -> (Assembly, at: Timestamp, today: Day) {
        let today = day("2023-04-20")
        var aftermath = Aftermath(countedOn: day("2023-04-01"), lastDayOfPublicity: day("2023-04-17"))
        var (state, now) = (Assembly.State.closed(basis, at: papersUntil), Timestamp(microseconds: 3_000))
        var when = today
        switch phase {
        case .convened: (state, now) = (.convened, Timestamp(microseconds: 0))
        case .open: (state, now) = (.open(basis), Timestamp(microseconds: 999))
        case .awaitingPapers: (state, now) = (.open(basis), closesAt)
        case .due: (state, now) = (.open(basis), papersUntil)
        case .inPublicity: when = day("2023-04-17")
        case .posted: when = day("2023-04-18")
        case .effective: aftermath.effectiveOn = day("2023-04-18")
        case .annulled: aftermath.setAside = [order(.authority)]
        case .revoked: aftermath.setAside = [order(.court)]
        }
        let isCounted = if case .closed = state { true } else { false }
        let assembly = Assembly(
            id: try AssemblyID(parsing: "2023-lifts"), title: "电梯", closesAt: closesAt,
            items: [try Samples.item("overhaul", .raiseFund), try Samples.item("rules", .rulesOfProcedure)],
            state: state,
            terms: Terms(papersUntil: papersUntil), aftermath: isCounted ? aftermath : nil)
        return (assembly, now, when)
    }

    private static func order(
        _ by: ResolutionSetAside.Authority, _ item: String? = nil, on: String = "2023-04-02"
    ) -> Aftermath.SetAside {
        Aftermath.SetAside(
            item: item.map { Samples.itemID($0) }, by: by, document: Samples.digest("order"), on: day(on))
    }

    @Test(arguments: Phase.allCases)
    func `each phase is told from what is stored, the clock and the day`(_ phase: Phase) throws {
        let (assembly, now, today) = try Self.assembly(in: phase)

        #expect(assembly.phase(at: now, today: today) == phase)
    }

    @Test func `the table has a row for each phase and a place for each deed`() {
        #expect(Set(Lifecycle.table.keys) == Set(Phase.allCases))
        for phase in Phase.allCases {
            #expect(Set((Lifecycle.table[phase] ?? [:]).keys) == Set(Deed.allCases), "\(phase)")
        }
    }

    /// Walks the whole table: what is refused throws, what is allowed does not.
    @Test(arguments: Phase.allCases, Deed.allCases)
    func `an assembly admits what the table says`(_ phase: Phase, _ deed: Deed) throws {
        let (assembly, now, today) = try Self.assembly(in: phase)
        let move = Lifecycle.move(deed, in: phase)

        if case .refused = move {
            #expect(throws: (any Error).self) { try assembly.admit(deed, at: now, today: today) }
        } else {
            #expect(try assembly.admit(deed, at: now, today: today) == move)
        }
    }

    /// Every phase is reached from the first one, and no way leads back.
    @Test func `every phase is reached, and none twice`() {
        var edges: [Phase: Set<Phase>] = [.open: [.awaitingPapers], .awaitingPapers: [.due], .inPublicity: [.posted]]
        for (phase, row) in Lifecycle.table {
            for case .to(let next) in row.values { edges[phase, default: []].insert(next) }
        }
        var (reached, frontier): (Set<Phase>, [Phase]) = ([.convened], [.convened])
        while let phase = frontier.popLast() {
            for next in edges[phase] ?? [] where reached.insert(next).inserted { frontier.append(next) }
        }
        #expect(reached == Set(Phase.allCases))

        let order: [Phase: Int] = [
            .convened: 0, .open: 1, .awaitingPapers: 2, .due: 3, .inPublicity: 4, .posted: 5, .effective: 6,
            .annulled: 7,
            .revoked: 7,
        ]
        for (phase, nexts) in edges {
            for next in nexts { #expect((order[next] ?? 0) > (order[phase] ?? 0), "\(phase) to \(next)") }
        }
    }

    @Test func `only before the close electronic votes are taken, and papers until their own time`() throws {
        for phase in Phase.allCases {
            let (assembly, now, _) = try Self.assembly(in: phase)
            let takesVotes = Lifecycle.move(.castVote, in: phase) == .stays
            let takesPapers = Lifecycle.move(.enterPapers, in: phase) == .stays
            #expect(Self.admits { try assembly.admitBallots(at: now) } == takesVotes, "\(phase)")
            #expect(Self.admits { try assembly.admitPapers(at: now) } == takesPapers, "\(phase)")
        }
    }

    private static func admits(_ deed: () throws -> FrozenBasis) -> Bool {
        do { return try deed() == basis } catch { return false }
    }

    @Test func `a voting that is on record as ended is open at no time`() throws {
        var (assembly, _, today) = try Self.assembly(in: .awaitingPapers)
        assembly = Assembly(
            id: assembly.id, title: assembly.title, closesAt: Self.closesAt, items: assembly.items,
            state: .awaitingPapers(Self.basis), terms: assembly.terms)
        for moment in [Timestamp(microseconds: 0), Timestamp(microseconds: 999), Self.closesAt] {
            #expect(assembly.phase(at: moment, today: today) == .awaitingPapers)
            #expect(!Self.admits { try assembly.admitBallots(at: moment) })
            #expect(Self.admits { try assembly.admitPapers(at: moment) })
        }
        #expect(assembly.phase(at: Self.papersUntil, today: today) == .due)
        #expect(!Self.admits { try assembly.admitPapers(at: Self.papersUntil) })
    }

    @Test func `while papers may come nobody counts before everybody is heard`() throws {
        let (assembly, now, _) = try Self.assembly(in: .awaitingPapers)
        let rules = try Samples.rules()
        var everybody = Tally()
        try everybody.add(Self.basis.electorate, to: .inFavour)
        let heard = Dictionary(uniqueKeysWithValues: assembly.items.map { ($0.item, everybody) })

        #expect(throws: BallotsError.notDue(assembly.id, due: Self.papersUntil, now: now)) {
            try assembly.close(at: now, tallies: [:], rules: rules, mayBeEarly: false)
        }
        #expect(throws: Never.self) { try assembly.close(at: now, tallies: heard, rules: rules, mayBeEarly: false) }
        #expect(throws: Never.self) {
            try assembly.close(at: Self.papersUntil, tallies: [:], rules: rules, mayBeEarly: false)
        }
    }

    // MARK: - The result

    @Test func `a result stands from the day after its posting, or from the last answer`() throws {
        let (assembly, _, _) = try Self.assembly(in: .posted)
        func count(_ filed: Int64, _ unanswered: Int64 = 0, _ upheld: Int64 = 0, last: String? = nil) -> Objection.Count
        {
            Objection.Count(filed: filed, unanswered: unanswered, upheld: upheld, lastAnswerOn: last.map(Self.day))
        }

        #expect(try assembly.takeEffect(count(0)).on == Self.day("2023-04-18"))
        #expect(try assembly.takeEffect(count(2, last: "2023-04-10")).on == Self.day("2023-04-18"))
        #expect(try assembly.takeEffect(count(2, last: "2023-04-25")).on == Self.day("2023-04-25"))
        #expect(try assembly.takeEffect(count(2, last: "2023-04-25")).objections == 2)
        #expect(throws: LifecycleRefusal.openObjections(1)) { try assembly.takeEffect(count(2, 1)) }
        #expect(throws: LifecycleRefusal.upheldObjections(1)) { try assembly.takeEffect(count(2, 0, 1)) }
    }

    @Test func `an order names an item that is not set aside yet, and a day between the count and today`() throws {
        var (assembly, _, today) = try Self.assembly(in: .effective)
        #expect(
            try assembly.setAside(Self.order(.authority, "overhaul"), today: today).item == Samples.itemID("overhaul"))
        #expect(try assembly.setAside(Self.order(.court), today: today).by == .court)
        #expect(throws: LifecycleRefusal.unknownItem(Samples.itemID("x"))) {
            try assembly.setAside(Self.order(.court, "x"), today: today)
        }
        #expect(throws: LifecycleRefusal.dayAhead(today)) {
            try assembly.setAside(Self.order(.court, on: "2023-04-21"), today: today)
        }
        #expect(throws: LifecycleRefusal.dayBefore(Self.day("2023-04-01"))) {
            try assembly.setAside(Self.order(.court, on: "2023-03-31"), today: today)
        }
        assembly.aftermath?.setAside = [Self.order(.authority, "overhaul")]
        #expect(assembly.phase(at: Self.papersUntil, today: today) == .effective)
        #expect(throws: LifecycleRefusal.setAside) {
            try assembly.setAside(Self.order(.court, "overhaul"), today: today)
        }
        #expect(throws: Never.self) { try assembly.setAside(Self.order(.court, "rules"), today: today) }
    }

    @Test func `what passed and stands is not put again, what was set aside is`() throws {
        var (assembly, _, _) = try Self.assembly(in: .effective)
        let (overhaul, rules) = (Samples.itemID("overhaul"), Samples.itemID("rules"))

        #expect(throws: LifecycleRefusal.alreadyDecided([overhaul])) {
            try assembly.checkPutAgain(assembly.items, passed: [overhaul], upheld: [])
        }
        #expect(throws: Never.self) { try assembly.checkPutAgain([assembly.items[1]], passed: [overhaul], upheld: []) }
        assembly.aftermath?.setAside = [Self.order(.court, "overhaul")]
        #expect(throws: Never.self) { try assembly.checkPutAgain(assembly.items, passed: [overhaul], upheld: []) }
        #expect(throws: LifecycleRefusal.alreadyDecided([rules])) {
            try assembly.checkPutAgain(assembly.items, passed: [overhaul, rules], upheld: [])
        }
    }

    @Test func `what an upheld objection keeps from standing is put again`() throws {
        let (assembly, _, _) = try Self.assembly(in: .posted)
        let (overhaul, rules) = (Samples.itemID("overhaul"), Samples.itemID("rules"))

        #expect(throws: LifecycleRefusal.alreadyDecided([rules])) {
            try assembly.checkPutAgain(assembly.items, passed: [overhaul, rules], upheld: [overhaul])
        }
        #expect(throws: Never.self) {
            try assembly.checkPutAgain([assembly.items[0]], passed: [overhaul, rules], upheld: [overhaul])
        }
        #expect(throws: Never.self) {
            try assembly.checkPutAgain(assembly.items, passed: [overhaul, rules], upheld: [nil])
        }
    }
}
