import ArgumentParser
import Foundation
import Model
import Yams

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
        let pack = try Self.pack(try InputFile.read(file), name: file)
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

    /// - Throws: `BadRulePack`
    static func pack(_ content: Data, name: String) throws -> RulePack {
        do {
            let pack = try YAMLDecoder().decode(RulePack.self, from: content)
            try pack.validate()
            return pack
        } catch let error as DecodingError {
            throw BadRulePack(file: name, reason: BadRulePack.reason(error))
        } catch {
            throw BadRulePack(file: name, reason: "\(error)")
        }
    }
}

/// A file that is no rule pack.
struct BadRulePack: ExitStatusError {
    let file: String
    let reason: String

    var exitStatus: ExitStatus { .refused }
    var message: String { "\(file): \(reason)" }

    static func reason(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context): "\(path(context, key)) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): "\(path(context)) has the wrong form"
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "is not YAML: \(context.underlyingError.map { "\($0)" } ?? context.debugDescription)"
                : "\(path(context)): \(context.debugDescription)"
        @unknown default: "\(error)"
        }
    }

    private static func path(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
        let keys = (context.codingPath + [last].compactMap(\.self)).map(\.stringValue)
        return keys.isEmpty ? "the file" : keys.joined(separator: ".")
    }
}
