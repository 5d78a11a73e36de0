import ArgumentParser
import Model

struct ExplainRule: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say what a rule is and where it comes from.",
        discussion:
            "RULE is written as \"rules diff\" writes it: approval.raiseFund, parameters.pmcTerm; or the end of it.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The rule.")
    var rule: String

    @Option(help: "A rule pack in YAML; without it, the pack in force in the community.", completion: .file())
    var file: String?

    func run() async throws {
        let pack = if let file { try RulePackReader.pack(at: file) } else { try await inForce() }
        let lines = RuleLine.lines(of: pack).filter { $0.rule == rule || $0.rule.hasSuffix(".\(rule)") }
        guard let line = lines.first else {
            throw BadFile(file: "\(pack.jurisdiction) \(pack.version)", reason: "there is no rule \(rule)")
        }
        try options.output.render(line) {
            """
            \(line.rule): \(line.value)
            \(pack.jurisdiction) \(pack.version)
            \(line.source)
            \(Self.meaning(ofGrade: line.grade))
            """
        }
    }

    private func inForce() async throws -> RulePack {
        struct Adopted: Decodable { let pack: RulePack }
        let community = try options.requireCommunity()
        return try await options.client().get(.registry, "/v1/communities/\(community)/rules").decode(Adopted.self).pack
    }

    static func meaning(ofGrade grade: String) -> String {
        switch RulePack.EvidenceGrade(rawValue: grade) {
        case .primary: "P: read in the legal text itself"
        case .secondary: "S: read in a copy or a commentary"
        case .unverified: "U: not verified; do not show it as law"
        case .design: "D: our own choice where no text decides; do not show it as law"
        case nil: grade
        }
    }
}
