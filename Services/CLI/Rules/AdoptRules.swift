import ArgumentParser
import Model

struct AdoptRules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt", abstract: "Put a rule pack in force.",
        discussion: "Assemblies that are open keep the rules they froze.")

    @OptionGroup var options: GlobalOptions

    @Argument(help: "A rule pack in YAML, such as deploy/rules/national.yaml.", completion: .file())
    var file: String

    @Flag(help: "Check the file and say which hash it has, but change nothing.")
    var dryRun = false

    private struct Check: Encodable {
        let dryRun = true
        let hash: Digest256
        let pack: RulePack
    }

    func run() async throws {
        let community = try options.requireCommunity()
        let pack = try RulePackReader.pack(at: file)
        if dryRun {
            let check = Check(hash: try pack.hash(), pack: pack)
            try options.output.render(check) { "\(pack.jurisdiction) \(pack.version) would be adopted: \(check.hash)" }
            return
        }
        let answer = try await options.client().post(.registry, "/v1/communities/\(community)/rules", pack)
        try options.output.render(answer) { json in
            "\(json["pack"]["jurisdiction"].cell) \(json["pack"]["version"].cell) is in force, adoption "
                + "\(json["adoption"].cell): \(json["hash"].cell)"
        }
    }
}
