import ArgumentParser
import Model

struct EndOwnerUnit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "owner-unit-gone", abstract: "Record that the owner-unit has gone, and who acts for what is its.",
        discussion: "Without --represented-by nobody can act for its units, which count as one head all the same.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Option(help: "The day on which it had gone.")
    var since: Day

    @Option(help: "Its owner_ref of the roll, where units are still its.")
    var ownerRef: String?

    @Option(help: "The organisation that took its affairs over.")
    var representedBy: String?

    @Option(help: "The decision that this rests on.")
    var basis: String

    private struct Body: Encodable {
        let goneSince: Day
        let ownerRef: String?
        let representedBy: String?
        let basis: String
    }

    func run() async throws {
        let community = try options.requireCommunity()
        let body = Body(goneSince: since, ownerRef: ownerRef, representedBy: representedBy, basis: basis)
        guard
            let answer = try await options.post(
                .registry, "/v1/communities/\(community)/owner-unit/end", body, dryRun)
        else { return }
        try options.output.render(answer) { json in
            json["changed"] == .bool(true) ? "Recorded" : "It was on record before"
        }
    }
}

struct ShowOwnerUnit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "owner-unit", abstract: "Show the owner-unit, what is still its, and who acts for it.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.registry, "/v1/communities/\(community)/owner-unit")
        try options.output.render(answer) { json in
            let unit = json["ownerUnit"]
            let facts = [
                ("name", unit["name"].cell), ("gone since", unit["defunctSince"].cell),
                ("represented by", json["representedBy"].cell), ("units", json["holding"]["units"].cell),
                ("area m²", json["holding"]["area"].cell),
            ]
            return Table(facts: facts.map { (name: $0.0, value: $0.1) })
        }
    }
}
