import Model
import TestSupport
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        ("0", Int64(0)), ("0.5", 50), ("1234.50", 123_450), ("92233720368547758.07", Int64.max),
    ])
    func `an amount in yuan is read exactly`(text: String, fen: Int64) throws {
        #expect(try Money(parsing: text).fen == fen)
    }

    @Test(arguments: [
        "", ".5", "5.", "-1", "1e30", "0.001", "1,000", "１２", "+1", "92233720368547758.08", "1 ", "0x10", "NaN",
    ])
    func `what is not a plain amount is refused`(text: String) {
        #expect(throws: InvalidValue.self) { try Money(parsing: text) }
    }

    /// Half-up to the fen per unit (docs/rules.md); half-even would give 1586.80 and 1801.96.
    @Test(arguments: [
        ("17.93", "88.50", "1586.81"), ("17.93", "100.50", "1801.97"), ("8.005", "100.10", "801.30"),
        ("8.005", "1.00", "8.01"), ("17.93", "0.00", "0.00"), ("0.0001", "49.99", "0.00"), ("0.0001", "50.00", "0.01"),
    ])
    func `a unit's share is half-up to the fen`(rate: String, area: String, share: String) throws {
        #expect(try UnitPrice(parsing: rate).share(of: Area(parsing: area)) == Money(parsing: share))
    }

    @Test(arguments: [
        (Int64(14_999), Int64(1)), (15_000, 2), (4_999, 0), (5_000, 1), (-5_000, 0), (-5_001, -1), (-14_999, -1),
        (-15_000, -1), (-15_001, -2),
    ])
    func `half a fen is rounded up, below zero too`(tenThousandths: Int64, fen: Int64) throws {
        let price = UnitPrice(tenThousandths: tenThousandths)
        #expect(try price.share(of: Area(hundredths: 1)) == Money(fen: fen))
    }

    @Test func `amounts that go out of range are refused, not trapped`() throws {
        let largest = Money(fen: .max)
        #expect(throws: ArithmeticOverflow.self) { try largest.adding(Money(fen: 1)) }
        #expect(throws: ArithmeticOverflow.self) { try Money(fen: .min).subtracting(Money(fen: 1)) }
        #expect(throws: ArithmeticOverflow.self) {
            try UnitPrice(parsing: "922337203685477").share(of: Area(parsing: "92233720368547758.07"))
        }
    }

    @Test(arguments: [("17.93", "17.93"), ("8.005", "8.005"), ("8", "8.00"), ("0.5", "0.50"), ("1.2345", "1.2345")])
    func `a price is written as people write it`(text: String, written: String) throws {
        #expect(try UnitPrice(parsing: text).description == written)
    }

    @Test func `an amount is the same after writing and reading`() throws {
        var generator = SeededGenerator(seed: 20_230_717)
        for _ in 0..<2_000 {
            let money = Money(fen: Int64.random(in: 0...Int64.max, using: &generator))
            #expect(try Money(parsing: money.description) == money, "seed 20230717")
        }
    }
}
