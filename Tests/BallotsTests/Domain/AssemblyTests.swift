import Model
import Testing

@testable import Ballots

@Suite struct AssemblyTests {
    private static let electorate = Samples.weight(30_000, 3)
    private static let basis = FrozenBasis(
        electorate: electorate, rollHash: Samples.digest("roll"), rollPosition: 7, rulesHash: Samples.digest("rules"),
        openedAt: Timestamp(microseconds: 1))
    private static let closesAt = Timestamp(microseconds: 1_000)
    private static let early = Timestamp(microseconds: 999)

    private func assembly(_ state: Assembly.State, buildings: [String]? = nil) throws -> Assembly {
        Assembly(
            id: try AssemblyID(parsing: "2023-lifts"), title: "电梯", closesAt: Self.closesAt,
            items: [
                try Samples.item(
                    "overhaul", .raiseFund, try Samples.collect(try buildings?.map { try BuildingCode(parsing: $0) })),
                try Samples.item("rules", .rulesOfProcedure),
            ],
            state: state)
    }

    private func roll(isComplete: Bool = true, electorate: Weight = electorate, hash: String = "roll") -> Roll {
        Roll(isComplete: isComplete, units: 4, electorate: electorate, hash: Samples.digest(hash), position: 7)
    }

    private func copy(hash: String = "roll") throws -> RollCopy {
        RollCopy(
            units: 4, electorate: Self.electorate, hash: Samples.digest(hash), parkingCounts: false,
            buildings: [try BuildingCode(parsing: "1"), try BuildingCode(parsing: "2")])
    }

    // MARK: - Opening

    @Test func `opening freezes the roll and the rules that are there`() throws {
        let opened = try assembly(.convened, buildings: ["1", "2"])
            .open(roll: roll(), copy: try copy(), rules: Samples.digest("rules"), at: Self.early)

        #expect(opened.electorate == Self.electorate)
        #expect(opened.rollPosition == 7)
        #expect(opened.rollHash == Samples.digest("roll"))
        #expect(opened.rulesHash == Samples.digest("rules"))
    }

    @Test func `there is no opening without rules, without a whole roll, or twice`() throws {
        let (convened, copy, rules) = (try assembly(.convened), try copy(), Samples.digest("rules"))
        let (early, end) = (Self.early, Self.closesAt)

        #expect(throws: BallotsError.rulesMissing) {
            try convened.open(roll: roll(), copy: copy, rules: nil, at: early)
        }
        #expect(throws: BallotsError.rollMissing) {
            try convened.open(roll: nil, copy: copy, rules: rules, at: early)
        }
        #expect(throws: BallotsError.rollMissing) {
            try convened.open(roll: roll(electorate: .zero), copy: copy, rules: rules, at: early)
        }
        #expect(throws: BallotsError.rollIncomplete) {
            try convened.open(roll: roll(isComplete: false), copy: copy, rules: rules, at: early)
        }
        #expect(throws: BallotsError.rollIncomplete) {
            try convened.open(roll: roll(hash: "other"), copy: copy, rules: rules, at: early)
        }
        var part = convened
        part.terms.electorate = .buildings([try BuildingCode(parsing: "1")])
        #expect(throws: BallotsError.rollIncomplete) {
            try part.open(roll: roll(), copy: copy, rules: rules, at: early)
        }
        #expect(throws: BallotsError.tooLateToOpen(closesAt: end, now: end)) {
            try convened.open(roll: roll(), copy: copy, rules: rules, at: end)
        }
        for state in [Assembly.State.open(Self.basis), .closed(Self.basis, at: Self.closesAt)] {
            #expect(throws: BallotsError.alreadyOpened(convened.id)) {
                try assembly(state).open(roll: roll(), copy: copy, rules: rules, at: early)
            }
        }
    }

    @Test func `a mandate for a building that is not on the roll keeps the assembly from opening`() throws {
        let nine = try BuildingCode(parsing: "9")

        #expect(throws: BallotsError.unknownBuildings([nine], of: try ItemID(parsing: "overhaul"))) {
            try assembly(.convened, buildings: ["1", "9"])
                .open(roll: roll(), copy: try copy(), rules: Samples.digest("rules"), at: Self.early)
        }
    }

    // MARK: - The cut-off

    @Test func `ballots are taken while open and strictly before the end`() throws {
        let open = try assembly(.open(Self.basis))
        let (before, end) = (Timestamp(microseconds: 999), Self.closesAt)

        #expect(try open.admitBallots(at: before) == Self.basis)
        #expect(throws: BallotsError.closed(open.id, closesAt: end, now: end)) { try open.admitBallots(at: end) }
        #expect(throws: BallotsError.notOpenYet(open.id)) { try assembly(.convened).admitBallots(at: before) }
        #expect(throws: BallotsError.closed(open.id, closesAt: end, now: before)) {
            try assembly(.closed(Self.basis, at: before)).admitBallots(at: before)
        }
    }

    // MARK: - Closing

    @Test func `closing says of every item whether it passed`() throws {
        let open = try assembly(.open(Self.basis))
        var everybody = Tally()
        try everybody.add(Self.electorate, to: .inFavour)

        let closing = try open.close(
            at: Self.closesAt, tallies: [open.items[0].item: everybody], rules: try Samples.rules(), mayBeEarly: false)

        #expect(closing.closed.items.map(\.result.outcome) == [.passed, .notQuorate])
        #expect(closing.passed.map(\.item) == [open.items[0].item])
        #expect(closing.passed.first?.mandate == open.items[0].mandate)
        #expect(closing.notPassed.map(\.item) == [open.items[1].item])
    }

    @Test func `nobody closes before the time while somebody can still vote, except in a story`() throws {
        let open = try assembly(.open(Self.basis))
        let early = Self.early
        var everybody = Tally()
        try everybody.add(Self.electorate, to: .against)
        let heard = [open.items[0].item: everybody, open.items[1].item: everybody]
        let rules = try Samples.rules()

        #expect(throws: BallotsError.notDue(open.id, due: Self.closesAt, now: early)) {
            try open.close(
                at: early, tallies: [open.items[0].item: everybody], rules: rules, mayBeEarly: false)
        }
        #expect(throws: Never.self) { try open.close(at: early, tallies: heard, rules: rules, mayBeEarly: false) }
        #expect(throws: Never.self) { try open.close(at: early, tallies: [:], rules: rules, mayBeEarly: true) }
        #expect(throws: Never.self) { try open.close(at: Self.closesAt, tallies: [:], rules: rules, mayBeEarly: false) }
    }

    @Test func `votes that may be changed are waited for until the voting ends`() throws {
        let open = Assembly(
            id: try AssemblyID(parsing: "2023-lifts"), title: "表决", closesAt: Self.closesAt,
            items: try assembly(.open(Self.basis)).items, state: .open(Self.basis),
            terms: Terms(papersUntil: Timestamp(microseconds: Self.closesAt.microseconds + 1_000)))
        var everybody = Tally()
        try everybody.add(Self.electorate, to: .inFavour)
        let heard = [open.items[0].item: everybody, open.items[1].item: everybody]
        let rules = try Samples.rules([.voteChange: "yes"])

        #expect(throws: BallotsError.notDue(open.id, due: Self.closesAt, now: Self.early)) {
            try open.close(at: Self.early, tallies: heard, rules: rules, mayBeEarly: false)
        }
        #expect(throws: Never.self) {
            try open.close(at: Self.closesAt, tallies: heard, rules: rules, mayBeEarly: false)
        }
        #expect(throws: Never.self) { try open.close(at: Self.early, tallies: [:], rules: rules, mayBeEarly: true) }
    }

    @Test func `hands that may still be counted are waited for like ballots`() throws {
        let hands = AgendaItem(item: Samples.itemID("hands"), title: "举手", kind: .other, form: .showOfHands)
        let open = Assembly(
            id: try AssemblyID(parsing: "2023-lifts"), title: "现场", closesAt: Self.closesAt, items: [hands],
            state: .open(Self.basis))
        let counted = Returns(hands: Returns.Hands(inFavour: 2, against: 0, abstained: 1))
        let rules = try Samples.rules()

        #expect(throws: BallotsError.notDue(open.id, due: Self.closesAt, now: Self.early)) {
            try open.close(at: Self.early, tallies: [:], rules: rules, mayBeEarly: false)
        }
        #expect(throws: Never.self) {
            try open.close(
                at: Self.early, tallies: [:], returns: [hands.item: counted], rules: rules, mayBeEarly: false)
        }
    }
}
