import ArgumentParser
import Model

struct ShowRules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show the rules in force.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().get(.registry, "/v1/communities/\(community)/rules")
        try options.output.render(answer, Self.text)
    }

    static func text(_ json: JSONValue) -> String {
        let pack = json["pack"]
        let thresholds = [(name: "participation", value: pack["participation"])] + pack["approval"].members
        let rows = thresholds.map { name, threshold in
            JSONValue.object(["matter": .text(name), "threshold": threshold])
        }
        let policies = ["duplicates", "silentBallots"].map { (name: $0, said: pack[$0], member: "policy") }
        let values = Self.counted.map { (name: $0.rawValue, said: pack["parameters"][$0.rawValue], member: "value") }
        let choices = (policies + values.filter { $0.said != .null }).map { name, said, member in
            "\(name): \(said[member].cell)  [\(said["grade"].cell)] \(said["source"].cell)"
        }
        return """
            \(pack["jurisdiction"].cell) \(pack["version"].cell), adopted \(json["adoptedAt"].cell)
            \(json["hash"].cell)

            \(Table(rows, Self.columns))

            \(choices.joined(separator: "\n"))
            """
    }

    /// The parameters by which the count differs beside the thresholds (docs/decisions/0049).
    private static let counted: [RuleKey] = [.followedMajority, .excessPapers, .buildingSeats]

    private static let columns: [Table.Column] = [
        .text("MATTER", "matter"),
        .made("THRESHOLD") { row in
            let isInclusive = row["threshold"]["comparison"].cell == "atLeast"
            return (isInclusive ? "≥ " : "> ") + row["threshold"]["ratio"].cell
        },
        .text("GRADE", "threshold", "grade"), .text("SOURCE", "threshold", "source"),
    ]
}
