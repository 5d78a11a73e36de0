import Model
import Testing

@testable import tongti

/// What is collected, lent, repaired and paid out.
extension OutputStory {
    func pay() async throws {
        let here = "-c hutong --as collector"
        let record = "payment record spring-1 1-1-101 --paid-at \(Self.later) \(here)"
        try await tongti.rehearsed("\(record) 500.00 --reference R1")
        let wrong = try await tongti("\(record) 1.00 --reference R9")["receipt"].cell
        try await tongti.rehearsed("payment reverse spring-1 \(wrong) --reason 记错户 \(here)")
        try await tongti.rehearsed("payment import spring-1 \(here)", [files.path("payments.csv")])
        try await tongti("payment record spring-1 1-1-102 5.00 --paid-at \(Self.later) --reference R8 \(here)")
        let refund = "payment refund spring-1 1-1-102 5.00 --reference T1 -c hutong"
        try await tongti.rehearsed("\(refund) --as committee")
        try await tongti(refund, try await DistrictCommands.second(.committee, of: "hutong"))
        let advance = "advance make spring-1 100.00 --reference V1 --lender propertyCompany --agreed-on \(Self.later)"
        try await tongti.rehearsed("\(advance) --lift 1-1-A=60.00 --lift 2-1-A=40.00 -c hutong --as committee")
        let mistake = "advance make spring-1 1.00 --reference V2 --lender other --agreed-on \(Self.later)"
        try await tongti("\(mistake) --lift 1-1-A=1.00 -c hutong --as committee")
        let reversal = "advance reverse spring-1 V2 --reason 重复登记 -c hutong"
        try await tongti.rehearsed("\(reversal) --as committee")
        try await tongti(reversal, try await DistrictCommands.second(.committee, of: "hutong"))
        try await DistrictCommands().settle("hutong")
    }

    func repair() async throws {
        let order = "spring-1.1-1-A"
        for step in [
            "start \(order)", "inspect \(order) passed --certificate C1", "return \(order)",
            "complete \(order) 80.00 --report R1",
        ] { try await tongti.rehearsed("order \(step) --on \(Self.later) -c hutong --as contractor") }
        try await DistrictCommands().settle("hutong")
        let payout = "payout make spring-1 \(order) 20.00 --reference P1 --payee 维保公司 -c hutong"
        try await tongti.rehearsed("\(payout) --as committee")
        let repayment = "advance repay spring-1 V1 10.00 --reference B1 -c hutong"
        try await tongti.rehearsed("\(repayment) --as committee")
        try await tongti("payout waiting spring-1 -c hutong --as committee")
        let second = try await DistrictCommands.second(.committee, of: "hutong")
        try await tongti(payout, second)
        try await tongti(repayment, second)
    }
}
