import ArgumentParser
import Model

struct AdvanceMake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "make",
        abstract: "Record an advance that is tied to lifts.",
        discussion: "The lifts' parts must add up to the amount: --lift 1-1-A=70000.00 --lift 2-1-A=70000.00.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    @Argument(help: "The amount in yuan.")
    var amount: Money

    @Option(help: "The advance's code, unique within the community.")
    var reference: AdvanceID

    @Option(help: "propertyCompany, committee, maintenanceFirm or other.")
    var lender: AdvanceMade.Lender

    @Option(help: "The day on which it was agreed.")
    var agreedOn: Day

    @Option(name: .customLong("lift"), help: "A lift and its part: 1-1-A=70000.00. Once for each lift.")
    var lifts: [Part]

    /// One lift and the part of the advance that is tied to it, such as `1-1-A=70000.00`.
    struct Part: ExpressibleByArgument, Sendable {
        let lift: LiftCode
        let amount: Money

        init?(argument: String) {
            let sides = argument.split(separator: "=", omittingEmptySubsequences: false)
            guard sides.count == 2, let lift = LiftCode(String(sides[0])), let amount = Money(String(sides[1])) else {
                return nil
            }
            self.lift = lift
            self.amount = amount
        }
    }

    private struct Body: Encodable {
        let reference: AdvanceID
        let lender: AdvanceMade.Lender
        let amount: Money
        let agreedOn: Day
        let lifts: [AdvancedLift]
    }

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .funds, "/v1/communities/\(community)/campaigns/\(campaign)/advances",
                Body(
                    reference: reference, lender: lender, amount: amount, agreedOn: agreedOn,
                    lifts: lifts.map { AdvancedLift(lift: $0.lift, amount: $0.amount) }), dryRun)
        else { return }
        try options.output.render(answer) { advance in
            Table(
                facts: ["reference", "lender", "amount", "agreedOn"].map { (name: $0, value: advance[$0].cell) })
        }
        if answer.status == 200 { Output.talk(try Self.known(answer.json())) }
    }

    private static func known(_ advance: JSONValue) -> String {
        let day = advance["reversedOn"].cell
        return day.isEmpty
            ? "This advance was in the books already."
            : "This advance was in the books and was taken back on \(day); one that was made needs another reference."
    }
}

extension AdvanceMade.Lender: ExpressibleByArgument {}
