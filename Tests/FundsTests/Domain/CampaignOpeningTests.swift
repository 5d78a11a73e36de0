import Model
import TestSupport
import Testing

@testable import Funds

/// What units owe when a campaign opens.
struct CampaignOpeningTests {
    @Test(arguments: [
        ("17.93", "88.50", "1586.81"), ("17.93", "100.50", "1801.97"), ("17.93", "0.01", "0.18"),
        ("8.005", "100.00", "800.50"), ("8.005", "100.50", "804.50"), ("8.005", "61.00", "488.31"),
        ("8.005", "99.99", "800.42"), ("0.0001", "1.00", "0.00"), ("0.0001", "50.00", "0.01"),
        ("0.0001", "49.99", "0.00"),
    ])
    func `a unit owes price times area, half-up to the fen`(rate: String, area: String, due: String) throws {
        let opening = try open([("1-1-101", area, .dwelling)], Samples.mandate(rate: rate))

        #expect(opening.units.map(\.due) == [Samples.money(due)])
        #expect(opening.due == Samples.money(due))
    }

    @Test func `buildings sum their units and everything sums to the campaign`() throws {
        let opening = try open([
            ("2-1-101", "100.50", .dwelling), ("1-1-101", "88.50", .dwelling), ("1-1-102", "88.50", .shop),
        ])

        #expect(opening.buildings.map(\.building.description) == ["1", "2"])
        #expect(opening.buildings.map(\.due) == [Samples.money("3173.62"), Samples.money("1801.97")])
        #expect(opening.opened.due == Samples.money("4975.59"))
        #expect(opening.opened.households == 3)
        #expect(opening.funded.isEmpty)
    }

    @Test(arguments: [(false, 1), (true, 2)])
    func `parking owes only where the community counts it`(parkingCounts: Bool, units: Int) throws {
        let roll = [("1-1-101", "88.50", UnitRecord.Use.dwelling), ("1-1-P1", "12.00", .parking)]

        #expect(try open(roll, parkingCounts: parkingCounts).units.count == units)
    }

    @Test func `only the buildings of the scope owe`() throws {
        let scope = Mandate.Scope(buildings: [Samples.parsed("2")])

        let opening = try open(
            [("1-1-101", "88.50", .dwelling), ("2-1-101", "88.50", .dwelling)], Samples.mandate(scope: scope))

        #expect(opening.units.map(\.unit.description) == ["2-1-101"])
    }

    @Test func `a mandate to collect from nobody is refused`() {
        #expect(throws: FundsRefusal.emptyScope(Samples.campaign)) { try open([]) }
    }

    @Test func `a rate that leaves the range of money is refused`() {
        #expect(throws: FundsRefusal.tooLarge(field: "rate")) {
            try open([("1-1-101", "900000000000.00", .dwelling)], Samples.mandate(rate: "900000000.00"))
        }
    }

    @Test func `a threshold of nothing funds every building at once`() throws {
        let opening = try open([("1-1-101", "88.50", .dwelling)], Samples.mandate(threshold: "0/1"))

        #expect(opening.funded.map(\.fundedOn) == [Samples.today])
    }

    @Test func `a unit whose share rounds to nothing is told to have paid`() throws {
        let opening = try open(
            [("1-1-101", "0.01", .dwelling), ("1-1-102", "88.50", .dwelling), ("2-1-101", "88.50", .dwelling)],
            Samples.mandate(rate: "0.4"))

        #expect(opening.opened.buildings.map(\.paidUnits) == [1, nil])
    }

    @Test func `the books of any opening sum to zero`() throws {
        var random = SeededGenerator()
        print("seed \(random.seed)")
        for _ in 0..<50 {
            let roll = (1...Int.random(in: 1...60, using: &random)).map { number in
                (
                    "\(Int.random(in: 1...6, using: &random))-1-\(number)",
                    Area(hundredths: .random(in: 1...30_000, using: &random)).description, UnitRecord.Use.dwelling
                )
            }
            let rate = UnitPrice(tenThousandths: .random(in: 1...400_000, using: &random))
            let opening = try open(roll, Samples.mandate(rate: rate.description))
            var ledger = Ledger()
            for posting in opening.postings { try ledger.post(posting) }

            #expect(try Money.sum(ledger.entries.map(\.amount)) == .zero)
            #expect(try Money.sum(ledger.heads.values.map(\.balance)) == .zero)
            let owed = ledger.heads.filter { $0.key.kind == .receivable }.map(\.value.balance)
            #expect(try Money.sum(owed) == opening.due)
        }
    }

    private func open(
        _ roll: [(unit: String, area: String, use: UnitRecord.Use)], _ mandate: Mandate.Collect = Samples.mandate(),
        parkingCounts: Bool = false
    ) throws -> CampaignOpening {
        try CampaignOpening(
            Samples.campaign(mandate),
            roll: roll.map { RollUnit(unit: Samples.unit($0.unit), area: Samples.parsed($0.area), use: $0.use) },
            parkingCounts: parkingCounts, openedOn: Samples.today)
    }
}
