import ArgumentParser
import Model

struct DiffRules: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compare two rule packs, or one with the pack in force.",
        discussion: "Shows each value that differs, with where it comes from. Exits 0 whether or not something differs."
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "A rule pack in YAML.", completion: .file())
    var file: String

    @Argument(help: "Another; without it, the pack in force in the community.", completion: .file())
    var other: String?

    struct Difference: Encodable, Equatable {
        let rule: String
        /// In the first pack; nil where it has no such value.
        let first: String?
        let second: String?
        let source: String
    }

    private struct Result: Encodable {
        let first: String
        let second: String
        let differences: [Difference]
    }

    func run() async throws {
        let first = try RulePackReader.pack(at: file)
        let second = if let other { try RulePackReader.pack(at: other) } else { try await inForce() }
        let result = Result(
            first: "\(first.jurisdiction) \(first.version)", second: "\(second.jurisdiction) \(second.version)",
            differences: Self.differences(first, second))
        try options.output.render(result) {
            result.differences.isEmpty
                ? "\(result.first) and \(result.second) have the same values"
                : result.differences.map { "\($0.rule): \($0.first ?? "–") → \($0.second ?? "–")  \($0.source)" }
                    .joined(separator: "\n")
        }
    }

    private func inForce() async throws -> RulePack {
        struct Adopted: Decodable { let pack: RulePack }
        let community = try options.requireCommunity()
        return try await options.client().get(.registry, "/v1/communities/\(community)/rules").decode(Adopted.self).pack
    }

    static func differences(_ first: RulePack, _ second: RulePack) -> [Difference] {
        let (before, after) = (RuleLine.lines(of: first), RuleLine.lines(of: second))
        let names = before.map(\.rule) + after.map(\.rule).filter { name in !before.contains { $0.rule == name } }
        return names.compactMap { name in
            let (old, new) = (before.first { $0.rule == name }, after.first { $0.rule == name })
            guard old?.value != new?.value else { return nil }
            return Difference(
                rule: name, first: old?.value, second: new?.value, source: new?.source ?? old?.source ?? "")
        }
    }
}

/// One value of a pack as a line of a table.
struct RuleLine: Encodable {
    let rule: String
    let value: String
    let grade: String
    let source: String

    /// Thresholds first, then policies, then parameters, each in the order of the law or of the list of keys.
    static func lines(of pack: RulePack) -> [RuleLine] {
        func line(_ rule: String, _ threshold: RulePack.Threshold) -> RuleLine {
            let sign = threshold.comparison == .atLeast ? "≥" : ">"
            return RuleLine(
                rule: rule, value: "\(sign) \(threshold.ratio)", grade: threshold.grade.rawValue,
                source: threshold.source)
        }
        var lines = [line("participation", pack.participation)]
        for kind in MatterKind.allCases {
            if let threshold = pack.approval[kind] { lines.append(line("approval.\(kind.rawValue)", threshold)) }
        }
        lines.append(
            RuleLine(
                rule: "duplicates", value: pack.duplicates.policy.rawValue, grade: pack.duplicates.grade.rawValue,
                source: pack.duplicates.source))
        lines.append(
            RuleLine(
                rule: "silentBallots", value: pack.silentBallots.policy.rawValue,
                grade: pack.silentBallots.grade.rawValue, source: pack.silentBallots.source))
        for key in RuleKey.allCases {
            guard let parameter = pack.parameters?[key] else { continue }
            lines.append(
                RuleLine(
                    rule: "parameters.\(key.rawValue)", value: parameter.value, grade: parameter.grade.rawValue,
                    source: parameter.source))
        }
        return lines
    }
}
