import Model
import TestSupport
import Testing

@testable import Funds

/// What becomes of payments that are taken back.
struct ReversalDeskTests {
    @Test func `a reversal takes away what the payment had brought, and what it funded stays`() throws {
        var books = try Books([("1-1-101", "100.00"), ("1-1-102", "200.00")])
        try books.pay("r1", "1-1-101", "60.00")
        #expect(try books.pay("r2", "1-1-101", "60.00").funded == nil)
        #expect(try books.pay("r3", "1-1-102", "50.00").funded != nil)

        let fact = try books.reverse(1).fact

        #expect([fact.amount, fact.counted] == [Samples.money("60.00"), Samples.money("40.00")])
        #expect(fact.reopens)
        #expect(
            fact.progress
                == BuildingProgress(received: Samples.money("110.00"), counted: Samples.money("110.00"), paidUnits: 0))
        #expect(books.desk.buildings.values.map(\.fundedOn) == [Samples.today])
        #expect(books.ledger.balance(of: .bank(Samples.campaign)) == Samples.money("110.00"))
        #expect(books.ledger.balance(of: .receivable(Samples.unit("1-1-101"))) == Money(fen: -6_000))
        #expect(try books.pay("r4", "1-1-102", "90.00").funded == nil, "it is funded once")
    }

    @Test func `a payment is reversed once, and what is not there cannot be`() throws {
        var books = try Books([("1-1-101", "100.00")])
        try books.pay("r1", "1-1-101", "60.00")
        try books.reverse(1)
        let before = books

        #expect(throws: FundsRefusal.reversedAlready(on: Samples.today)) { try books.reverse(1) }
        #expect(throws: FundsRefusal.receiptUnknown(Samples.parsed("2"))) { try books.reverse(2) }
        #expect(books == before)
    }

    @Test func `what was paid out is not taken back, but what was overpaid can be`() throws {
        var books = try Books([("1-1-101", "100.00"), ("1-1-102", "100.00")])
        try books.pay("r1", "1-1-101", "100.00")
        try books.pay("r2", "1-1-101", "30.00")
        try books.pay("r3", "1-1-102", "50.00")
        try books.payOut("120.00")
        let before = books

        #expect(throws: FundsRefusal.paidOutAlready(left: Samples.money("30.00"))) { try books.reverse(3) }
        #expect(books == before)
        let extra = try books.reverse(2).fact
        #expect(extra.counted == .zero)
        #expect(!extra.reopens)
        #expect(books.ledger.balance(of: .bank(Samples.campaign)) == Samples.money("30.00"))
    }

    @Test func `what was paid too much goes back, and what counts stays`() throws {
        var books = try Books([("1-1-101", "100.00"), ("1-1-102", "200.00")])
        try books.pay("r1", "1-1-101", "130.00")
        try books.payOut("100.00")

        let fact = try books.refund("1-1-101", "30.00").fact

        #expect(fact.refund == 1)
        #expect(fact.amount == Samples.money("30.00"))
        #expect(
            fact.progress
                == BuildingProgress(received: Samples.money("100.00"), counted: Samples.money("100.00"), paidUnits: 1))
        #expect(books.ledger.balance(of: .bank(Samples.campaign)) == .zero)
        #expect(books.ledger.balance(of: .receivable(Samples.unit("1-1-101"))) == Money(fen: -10_000))
        try books.expectSound()
    }

    @Test(arguments: [
        ("1-1-101", "30.01", FundsRefusal.overpaymentExceeded(left: Samples.money("30.00"))),
        ("1-1-102", "0.01", .overpaymentExceeded(left: .zero)),
        ("9-1-101", "0.01", .unitNotAssessed(Samples.unit("9-1-101"))),
        ("1-1-101", "0.00", .notPositive(field: "amount")),
    ])
    func `nothing else goes back`(unit: String, amount: String, refusal: FundsRefusal) throws {
        var books = try Books([("1-1-101", "100.00"), ("1-1-102", "200.00")])
        try books.pay("r1", "1-1-101", "130.00")
        try books.pay("r2", "1-1-102", "200.00")
        let before = books

        #expect(throws: refusal) { try books.refund(unit, amount) }
        #expect(books == before)
    }

    @Test func `what the bank does not hold is not given back`() throws {
        var books = try Books([("1-1-101", "100.00")])
        try books.pay("r1", "1-1-101", "130.00")
        // As earlier versions could.
        try books.payOut("120.00")

        #expect(throws: FundsRefusal.bankExceeded(left: Samples.money("10.00"))) {
            try books.refund("1-1-101", "30.00")
        }
    }

    @Test func `a payment is not taken back as far as it was refunded`() throws {
        var books = try Books([("1-1-101", "100.00"), ("1-1-102", "200.00")])
        try books.pay("r1", "1-1-101", "130.00")
        try books.pay("r2", "1-1-102", "200.00")
        try books.refund("1-1-101", "30.00")
        let before = books

        #expect(throws: FundsRefusal.refundedAlready(left: Samples.money("100.00"))) { try books.reverse(1) }
        #expect(books == before)
    }

    @Test func `a unit that is full only by what was refunded is not said to be`() throws {
        var books = try Books([("1-1-101", "100.00")])
        try books.pay("r1", "1-1-101", "60.00", at: "2023-06-01T10:00:00+08:00")
        try books.pay("r2", "1-1-101", "40.00", at: "2023-06-02T10:00:00+08:00")
        try books.pay("r3", "1-1-101", "40.00", at: "2023-06-03T10:00:00+08:00")
        try books.refund("1-1-101", "40.00")

        let fact = try books.reverse(2).fact

        #expect(fact.reopens)
        #expect(fact.fullOn == Samples.day("2023-06-02"))
        #expect(fact.stillFullOn == nil)
        #expect(try books.pay("r4", "1-1-101", "40.00", at: "2023-06-04T10:00:00+08:00").recorded.completes)
        #expect(try books.reverse(4).fact.fullOn == Samples.day("2023-06-04"))
        try books.expectSound()
    }

    @Test func `whatever is paid, reversed, refunded and paid out, the books sum to zero and tell what holds`() throws {
        var random = SeededGenerator()
        print("seed \(random.seed)")
        var refunds = 0
        for _ in 0..<20 {
            let dues = (1...9).map { number in
                ("\(number % 3 + 1)-1-\(number)", Money(fen: .random(in: 1...50_000, using: &random)).description)
            }
            var books = try Books(dues)
            for number in 0..<200 {
                let amount = Money(fen: .random(in: 1...20_000, using: &random)).description
                let time = "2023-06-0\(Int.random(in: 1...9, using: &random))T10:00:00+08:00"
                switch Int.random(in: 0..<10, using: &random) {
                case 0..<6:
                    let unit = dues.randomElement(using: &random)?.0 ?? "1-1-3"
                    try books.pay("r\(number)", unit, amount, at: time)
                case 6: try books.refundIfPossible(dues.randomElement(using: &random)?.0 ?? "1-1-3", amount)
                case 7..<9: try books.reverseIfPossible(.random(in: 1...books.desk.lastNumber + 1, using: &random))
                default: try books.payOutIfPossible(amount)
                }
                try books.expectSound()
            }
            refunds += books.desk.refunds.count
        }
        #expect(refunds > 0, "some go through")
    }

    /// A desk with its ledger, and what a reader of the receipts would add up.
    private struct Books: Equatable {
        var desk: PaymentDesk
        var ledger = Ledger()
        private var paidOut = Money.zero
        private var refunded: [UnitCode: Money] = [:]
        private var fundedOn: [BuildingCode: Day] = [:]
        /// How many units a reader of the facts takes for fully paid since each day.
        private var fullOn: [Day: Int] = [:]

        init(_ dues: [(String, String)]) throws { desk = try Samples.desk(dues) }

        @discardableResult
        mutating func pay(
            _ reference: String, _ unit: String, _ amount: String, at time: String = "2023-06-01T10:00:00+08:00"
        ) throws -> PaymentDesk.Taken {
            let outcome = try desk.take(
                Samples.payment(reference, unit, amount, at: time), into: &ledger, today: Samples.today,
                now: Samples.now)
            guard case .recorded(let taken) = outcome else { throw FundsRefusal.noParts }
            if taken.recorded.completes { fullOn[taken.recorded.paidOn, default: 0] += 1 }
            if let funded = taken.funded { fundedOn[funded.building] = funded.fundedOn }
            return taken
        }

        @discardableResult
        mutating func reverse(_ receipt: Int64) throws -> PaymentDesk.Reversed {
            let reversal = Reversal(
                campaign: Samples.campaign, receipt: Samples.parsed("\(receipt)"), reason: Samples.parsed("记错户"))
            let reversed = try desk.reverse(reversal, in: &ledger, today: Samples.today, now: Samples.now)
            if let day = reversed.fact.fullOn { fullOn[day, default: 0] -= 1 }
            if let day = reversed.fact.stillFullOn { fullOn[day, default: 0] += 1 }
            return reversed
        }

        mutating func reverseIfPossible(_ receipt: Int64) throws {
            let before = self
            do {
                try reverse(receipt)
            } catch is FundsRefusal {
                #expect(self == before)
            }
        }

        @discardableResult
        mutating func refund(_ unit: String, _ amount: String) throws -> PaymentDesk.Refunded {
            let refund = Refund(
                campaign: Samples.campaign, reference: Samples.parsed("T\(desk.refunds.count + 1)"),
                unit: Samples.unit(unit), amount: Samples.money(amount))
            let made = try desk.refund(
                refund, number: Int64(desk.refunds.count + 1), in: &ledger, today: Samples.today)
            refunded[refund.unit] = try (refunded[refund.unit] ?? .zero).adding(refund.amount)
            return made
        }

        mutating func refundIfPossible(_ unit: String, _ amount: String) throws {
            let before = self
            do {
                try refund(unit, amount)
            } catch is FundsRefusal {
                #expect(self == before)
            }
        }

        mutating func payOut(_ amount: String) throws {
            paidOut = try paidOut.adding(Samples.money(amount))
            try ledger.post(
                .payout(
                    Samples.campaign, Samples.parsed("P\(ledger.lastTransaction)"), Samples.lift("1-1-A"),
                    Samples.money(amount)))
        }

        mutating func payOutIfPossible(_ amount: String) throws {
            let counted = try Money.sum(desk.units.values.map(\.counted))
            if try Samples.money(amount) <= counted.subtracting(paidOut) { try payOut(amount) }
        }

        func expectSound() throws {
            let holding = desk.receipts.values.filter { $0.reversedOn == nil }.map(\.payment)
            let paid = try Money.sum(holding.map(\.amount)).subtracting(Money.sum(refunded.values))
            let bank = ledger.balance(of: .bank(Samples.campaign))
            #expect(try Money.sum(ledger.heads.values.map(\.balance)) == .zero)
            #expect(try Money.sum(desk.buildings.values.map(\.progress.received)) == paid)
            #expect(try bank == paid.subtracting(paidOut))
            #expect(try bank >= Money.sum(desk.buildings.values.map(\.overpaid)))
            #expect(fullOn.values.allSatisfy { $0 >= 0 }, "no day has fewer than none")
            #expect(fullOn.values.reduce(0, +) == desk.units.values.count { $0.isPaid })
            for (code, unit) in desk.units {
                let came = try Money.sum(holding.filter { $0.unit == code }.map(\.amount))
                #expect(try unit.received == came.subtracting(refunded[code] ?? .zero))
                #expect(ledger.balance(of: .receivable(code)) == Money(fen: -unit.received.fen))
            }
            for (code, building) in desk.buildings {
                let units = desk.units.values.filter { $0.unit.building == code }
                #expect(try building.progress.counted == Money.sum(units.map(\.counted)))
                #expect(building.progress.paidUnits == Int64(units.count { $0.isPaid }))
                #expect(building.fundedOn == fundedOn[code], "a funded building stays so")
            }
        }
    }
}
