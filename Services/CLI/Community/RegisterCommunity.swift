import ArgumentParser
import Model

struct RegisterCommunity: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Register a community, or change a fact about it.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "A short code, such as runfeng.")
    var code: CommunityID

    @Option(help: "The name that people know it by.")
    var name: String

    @Option(help: "Whose rules apply, such as national or beijing.")
    var jurisdiction = "national"

    @Option(help: "The public maintenance fund: none, insufficient or sufficient.")
    var fund = CommunityRegistered.FundStatus.none

    @Flag(help: "Parking spaces count in ballots.")
    var parkingCounts = false

    @Option(help: "The street that supervises it.")
    var street: String?

    @Option(help: "The enterprise or office that once built it for its people.")
    var ownerUnit: String?

    @Flag(help: "The owner-unit has gone.")
    var ownerUnitDefunct = false

    @Option(help: "The day on which the owner-unit had gone.")
    var ownerUnitDefunctSince: Day?

    func validate() throws {
        guard ownerUnit != nil || (!ownerUnitDefunct && ownerUnitDefunctSince == nil) else {
            throw ValidationError("Name the owner-unit with --owner-unit.")
        }
    }

    private struct Body: Encodable {
        let code: CommunityID
        let name: String
        let jurisdiction: String
        let fundStatus: CommunityRegistered.FundStatus
        let parkingCounts: Bool
        let street: String?
        let ownerUnit: OwnerUnit?

        struct OwnerUnit: Encodable {
            let name: String
            let isDefunct: Bool
            let defunctSince: Day?
        }
    }

    func run() async throws {
        let unit = ownerUnit.map { name in
            Body.OwnerUnit(
                name: name, isDefunct: ownerUnitDefunct || ownerUnitDefunctSince != nil,
                defunctSince: ownerUnitDefunctSince)
        }
        let body = Body(
            code: code, name: name, jurisdiction: jurisdiction, fundStatus: fund, parkingCounts: parkingCounts,
            street: street, ownerUnit: unit)
        guard let answer = try await options.post(.registry, "/v1/communities", body, dryRun) else { return }
        try options.output.render(answer) { "\($0["community"].cell) \($0["outcome"].cell)" }
    }
}

extension CommunityRegistered.FundStatus: ExpressibleByArgument {}
