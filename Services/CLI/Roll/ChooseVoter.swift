import ArgumentParser
import Model

struct ChooseVoter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "voter", abstract: "Record whom the co-owners of a unit have chosen to vote for it.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The unit, such as 3-1-1502.")
    var unit: UnitCode

    @Argument(help: "The owner_ref of the one who votes.")
    var ownerRef: String

    private struct Body: Encodable {
        let unit: UnitCode
        let ownerRef: String
    }

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .registry, "/v1/communities/\(community)/roll/voter", Body(unit: unit, ownerRef: ownerRef), dryRun)
        else { return }
        try options.output.render(answer) { json in
            "\(ownerRef) votes for \(json["unit"].cell)" + (json["changed"] == .bool(true) ? "" : ", as before")
        }
    }
}
