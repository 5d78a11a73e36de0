import Model
import TestSupport
import Testing

@testable import Funds

/// What becomes of payments, one after the other.
struct PaymentDeskTests {
    @Test func `partial payments add up, and what is too much is kept but does not count`() throws {
        var desk = try Samples.desk([("1-1-101", "100.00"), ("1-1-102", "100.00")], Samples.mandate(threshold: "1/1"))
        var ledger = Ledger()

        let first = try take(Samples.payment("r1", "1-1-101", "60.00"), &desk, &ledger)
        let second = try take(Samples.payment("r2", "1-1-101", "60.00"), &desk, &ledger)

        #expect(first.recorded.counted == Samples.money("60.00"))
        #expect(!first.recorded.completes)
        #expect(second.recorded.counted == Samples.money("40.00"))
        #expect(second.recorded.completes)
        #expect(
            second.recorded.progress
                == BuildingProgress(
                    received: Samples.money("120.00"), counted: Samples.money("100.00"), paidUnits: 1))
        #expect(desk.units[Samples.unit("1-1-101")]?.overpaid == Samples.money("20.00"))
        #expect(ledger.balance(of: .receivable(Samples.unit("1-1-101"))) == Money(fen: -12_000))
        #expect([first.receipt.number, second.receipt.number] == [1, 2])
    }

    @Test(arguments: [
        ("99.99", false), ("100.00", true), ("100.01", true),
    ])
    func `exactly half of what is due funds a building`(amount: String, isFunded: Bool) throws {
        var desk = try Samples.desk([("1-1-101", "150.00"), ("1-1-102", "50.00")])
        var ledger = Ledger()

        let taken = try take(Samples.payment("r1", "1-1-101", amount), &desk, &ledger)

        #expect((taken.funded != nil) == isFunded)
        #expect(taken.funded?.fundedOn == (isFunded ? Samples.today : nil))
    }

    @Test func `what one unit pays too much does not fund its building`() throws {
        var desk = try Samples.desk([("1-1-101", "60.00"), ("1-1-102", "140.00")])
        var ledger = Ledger()

        #expect(try take(Samples.payment("r1", "1-1-101", "500.00"), &desk, &ledger).funded == nil)
        #expect(try take(Samples.payment("r2", "1-1-102", "40.00"), &desk, &ledger).funded != nil)
    }

    @Test func `a building is funded once, whatever is paid later`() throws {
        var desk = try Samples.desk([("1-1-101", "100.00")])
        var ledger = Ledger()

        let funded = try (1...4).map { number in
            try take(Samples.payment("r\(number)", "1-1-101", "50.00"), &desk, &ledger).funded != nil
        }

        #expect(funded == [true, false, false, false])
    }

    @Test func `by households, units that paid in full are counted`() throws {
        let mandate = Samples.mandate(threshold: "2/3", basis: .households)
        var desk = try Samples.desk((1...3).map { ("1-1-10\($0)", "100.00") }, mandate)
        var ledger = Ledger()

        #expect(try take(Samples.payment("r1", "1-1-101", "100.00"), &desk, &ledger).funded == nil)
        #expect(try take(Samples.payment("r2", "1-1-102", "99.99"), &desk, &ledger).funded == nil)
        #expect(try take(Samples.payment("r3", "1-1-102", "0.01"), &desk, &ledger).funded != nil)
    }

    @Test func `the same payment under its reference gives the same receipt`() throws {
        var desk = try Samples.desk([("1-1-101", "100.00")])
        var ledger = Ledger()
        let first = try take(Samples.payment("r1", "1-1-101", "10.00"), &desk, &ledger)
        let (before, books) = (desk.units, ledger)

        let again = try desk.take(
            Samples.payment("r1", "1-1-101", "10.00"), into: &ledger, today: Samples.today, now: Samples.now)

        #expect(again == .repeated(first.receipt))
        #expect(desk.units == before)
        #expect(ledger == books)
    }

    @Test(arguments: [
        (Samples.payment("r1", "1-1-102", "10.00"), ["unit"]),
        (Samples.payment("r1", "1-1-101", "10.01"), ["amount"]),
        (Samples.payment("r1", "1-1-101", "10.00", at: "2023-06-01T10:00:01+08:00"), ["paidAt"]),
        (Samples.payment("r1", "1-1-102", "1.00"), ["unit", "amount"]),
    ])
    func `another payment under a used reference is refused, naming what differs`(
        payment: Payment, differing: [String]
    ) throws {
        var desk = try Samples.desk([("1-1-101", "100.00"), ("1-1-102", "100.00")])
        var ledger = Ledger()
        _ = try take(Samples.payment("r1", "1-1-101", "10.00"), &desk, &ledger)

        #expect(throws: FundsRefusal.referenceTaken(differing: differing)) { try take(payment, &desk, &ledger) }
    }

    @Test(arguments: [
        (Samples.payment("r1", "1-1-999", "10.00"), FundsRefusal.unitNotAssessed(Samples.unit("1-1-999"))),
        (Samples.payment("r1", "1-1-101", "0.00"), .notPositive(field: "amount")),
        (Samples.payment("r1", "1-1-101", "100000000000.01"), .beyondLimit(field: "amount")),
        (
            Samples.payment("r1", "1-1-101", "1.00", at: "2023-07-01T00:00:00+08:00"),
            .dayAhead(field: "paidAt", today: Samples.today)
        ),
        (Samples.payment("r1", "1-1-101", "0.01"), .tooLarge(field: "amount")),
    ])
    func `a payment that cannot be taken leaves no trace`(payment: Payment, refusal: FundsRefusal) throws {
        var desk = try Samples.desk([("1-1-101", "100.00")])
        var ledger = Ledger(heads: [.bank(Samples.campaign): Ledger.Head(entries: 1, balance: Money(fen: .max - 100))])
        _ = try take(Samples.payment("r0", "1-1-101", "1.00"), &desk, &ledger)
        let (units, buildings, number, books) = (desk.units, desk.buildings, desk.lastNumber, ledger)

        #expect(throws: refusal) { try take(payment, &desk, &ledger) }

        #expect(desk.units == units)
        #expect(desk.buildings == buildings)
        #expect(desk.lastNumber == number)
        #expect(ledger == books)
    }

    @Test func `whatever is paid, units, buildings and books agree and the books sum to zero`() throws {
        var random = SeededGenerator()
        print("seed \(random.seed)")
        for _ in 0..<20 {
            let dues = (1...12).map { number in
                (
                    "\(number % 3 + 1)-1-\(number)",
                    Money(fen: .random(in: 1...50_000, using: &random)).description
                )
            }
            var desk = try Samples.desk(dues)
            var ledger = Ledger()
            var funded: [BuildingFunded] = []
            for number in 0..<200 {
                guard let (unit, _) = dues.randomElement(using: &random) else { continue }
                let amount = Money(fen: .random(in: 1...20_000, using: &random)).description
                let taken = try take(Samples.payment("r\(number)", unit, amount), &desk, &ledger)
                funded += taken.funded.map { [$0] } ?? []
            }

            #expect(try Money.sum(ledger.heads.values.map(\.balance)) == .zero)
            #expect(Set(funded.map(\.building)).count == funded.count)
            for (building, account) in desk.buildings {
                let units = desk.units.values.filter { $0.unit.building == building }
                #expect(try account.progress.received == Money.sum(units.map(\.received)))
                #expect(try account.progress.counted == Money.sum(units.map(\.counted)))
                #expect(account.progress.paidUnits == Int64(units.count { $0.isPaid }))
                #expect((account.fundedOn != nil) == account.reaches(desk.campaign.mandate))
            }
            let bank = ledger.balance(of: .bank(Samples.campaign))
            #expect(try bank == Money.sum(desk.units.values.map(\.received)))
            expectDense(ledger)
        }
    }

    /// Entries of each account are numbered 1, 2, 3 … and each balance is the one before and the amount.
    private func expectDense(_ ledger: Ledger) {
        for (account, entries) in Dictionary(grouping: ledger.entries, by: \.account) {
            #expect(entries.map(\.sequence) == Array(1...Int64(entries.count)))
            var balance: Int64 = 0
            for entry in entries {
                balance += entry.amount.fen
                #expect(entry.balanceAfter.fen == balance, "\(account.code)")
            }
        }
    }

    @discardableResult
    private func take(
        _ payment: Payment, _ desk: inout PaymentDesk, _ ledger: inout Ledger
    ) throws -> PaymentDesk.Taken {
        switch try desk.take(payment, into: &ledger, today: Samples.today, now: Samples.now) {
        case .recorded(let taken): taken
        case .repeated(let receipt): throw Repeated(receipt: receipt)
        }
    }

    private struct Repeated: Error {
        let receipt: Receipt
    }
}
