import ArgumentParser
import Foundation
import Model

struct PaymentImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Record the payments of a payments.csv, all of them or none.",
        discussion: "Columns: reference,unit,amount_yuan,paid_at,channel,payer.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    @Argument(help: "A payments.csv, or - for standard input.", completion: .file(extensions: ["csv"]))
    var file: String

    @Flag(help: "Check the file and say what would change, but change nothing.")
    var dryRun = false

    func run() async throws {
        let community = try options.requireCommunity()
        let payments = try InputFile.read(file)
        let path: ResourcePath = "/v1/communities/\(community)/campaigns/\(campaign)/payments/import"
        let answer = try await options.client().post(
            .funds, path.flag("dryRun", dryRun), payments, mediaType: "text/csv")
        try options.output.render(answer) { summary in
            Table(facts: [
                (dryRun ? "would record" : "recorded", summary["recorded"].cell),
                ("known before", summary["repeated"].cell),
                ("reversed before", String(summary["reversed"].items.count)), ("yuan", summary["amount"].cell),
                ("buildings funded", summary["funded"].cell),
            ])
        }
        if !options.json {
            for payment in try answer.json()["reversed"].items {
                Output.talk(
                    "line \(payment["line"].cell): \(payment["reference"].cell) was in the books and was reversed on "
                        + "\(payment["reversedOn"].cell); if the money came, give it another reference")
            }
        }
    }
}
