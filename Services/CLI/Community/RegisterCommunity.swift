import ArgumentParser
import Model

struct RegisterCommunity: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Register a community, or change facts about it.",
        discussion: "A new one needs a name and a jurisdiction. Of one that is known, what is left out stays as it is.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "A short code, such as runfeng.")
    var code: CommunityID

    @Option(help: "The name that people know it by.")
    var name: String?

    @Option(help: "Whose rules apply, such as national or beijing.")
    var jurisdiction: String?

    @Option(help: "The public maintenance fund: none, insufficient or sufficient.")
    var fund: CommunityRegistered.FundStatus?

    @Flag(inversion: .prefixedNo, help: "Parking spaces count in ballots.")
    var parkingCounts: Bool?

    @Option(help: "The street that supervises it.")
    var street: String?

    @Flag(help: "No street supervises it any more.")
    var noStreet = false

    @Option(help: "The enterprise or office that once built it for its people.")
    var ownerUnit: String?

    @Flag(help: "It has no owner-unit after all.")
    var noOwnerUnit = false

    @Flag(inversion: .prefixedNo, help: "The owner-unit has gone.")
    var ownerUnitDefunct: Bool?

    @Option(help: "The day on which the owner-unit had gone.")
    var ownerUnitDefunctSince: Day?

    func validate() throws {
        guard ownerUnit != nil || (ownerUnitDefunct == nil && ownerUnitDefunctSince == nil) else {
            throw ValidationError("Name the owner-unit with --owner-unit.")
        }
        guard street == nil || !noStreet else { throw ValidationError("Give --street or --no-street.") }
        guard ownerUnit == nil || !noOwnerUnit else { throw ValidationError("Give --owner-unit or --no-owner-unit.") }
    }

    /// Those with a pack in `deploy/rules`; there may be others, with packs of one's own.
    static let jurisdictions = ["national", "beijing", "guangzhou", "shanghai", "xiamen", "xiaoyi"]

    /// What is told of a jurisdiction that looks like a slip.
    private var doubt: String? {
        guard let jurisdiction, !Self.jurisdictions.contains(jurisdiction),
            let near = Spelling.nearest(to: jurisdiction, among: Self.jurisdictions)
        else { return nil }
        return "There is no rule pack of \(jurisdiction) here; is \(near) meant? Registering it once more corrects it."
    }

    func run() async throws {
        if let doubt { Output.talk(doubt) }
        let unit = ownerUnit.map { name in
            CommunityChange.OwnerUnit(
                name: name, isDefunct: ownerUnitDefunct, defunctSince: ownerUnitDefunctSince)
        }
        let change = CommunityChange(
            code: code, name: name, jurisdiction: jurisdiction, fundStatus: fund, parkingCounts: parkingCounts,
            street: street, hasNoStreet: noStreet, ownerUnit: unit, hasNoOwnerUnit: noOwnerUnit)
        guard let answer = try await options.post(.registry, "/v1/communities", change, dryRun) else { return }
        try options.output.render(answer) { "\($0["community"].cell) \($0["outcome"].cell)" }
    }
}

/// What is said of a community: a fact that is left out stays as it is, and null says that there is none.
private struct CommunityChange: Encodable {
    let code: CommunityID
    let name: String?
    let jurisdiction: String?
    let fundStatus: CommunityRegistered.FundStatus?
    let parkingCounts: Bool?
    let street: String?
    let hasNoStreet: Bool
    let ownerUnit: OwnerUnit?
    let hasNoOwnerUnit: Bool

    struct OwnerUnit: Encodable {
        let name: String
        let isDefunct: Bool?
        let defunctSince: Day?
    }

    private enum CodingKeys: CodingKey {
        case code, name, jurisdiction, fundStatus, parkingCounts, street, ownerUnit
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(code, forKey: .code)
        try container.encodeIfPresent(name, forKey: .name)
        try container.encodeIfPresent(jurisdiction, forKey: .jurisdiction)
        try container.encodeIfPresent(fundStatus, forKey: .fundStatus)
        try container.encodeIfPresent(parkingCounts, forKey: .parkingCounts)
        try container.encodeIfPresent(street, forKey: .street)
        if hasNoStreet { try container.encodeNil(forKey: .street) }
        try container.encodeIfPresent(ownerUnit, forKey: .ownerUnit)
        if hasNoOwnerUnit { try container.encodeNil(forKey: .ownerUnit) }
    }
}

extension CommunityRegistered.FundStatus: ExpressibleByArgument {}
