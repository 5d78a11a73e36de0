import ArgumentParser
import Model

/// Meetings before a vote.
struct ConsultationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consultation", abstract: "Keep salons, consultation meetings and experts' opinions.",
        subcommands: [ConsultationAdd.self, ConsultationList.self])
}

struct ConsultationAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Keep who came by groups, and what came out of it; everybody can read it.",
        discussion: "Parties are party=people, documents title=SHA-256: --party owners=12 --document 检测报告=ab12…")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "What it is about: lifts, or an assembly's code.")
    var topic: String

    @Option(help: "salon, meeting, jointMeeting, report or expertOpinion.")
    var kind: String

    @Option(help: "The day of it.")
    var on: Day

    @Option(name: .customLong("party"), help: "Who came, and how many: owners=12. Once for each.")
    var parties: [Pair] = []

    @Option(help: "What came out of it; names nobody.")
    var conclusion: String

    @Option(name: .customLong("document"), help: "A document's title and its SHA-256. Once for each.")
    var documents: [Pair] = []

    /// Two texts with an equals sign between them.
    struct Pair: ExpressibleByArgument {
        let name: String
        let value: String

        init?(argument: String) {
            guard let place = argument.lastIndex(of: "="), place != argument.startIndex else { return nil }
            name = String(argument[..<place])
            value = String(argument[argument.index(after: place)...])
        }
    }

    private struct Body: Encodable {
        let topic: String
        let kind: String
        let heldOn: Day
        let parties: [Party]
        let conclusion: String
        let documents: [Document]
    }

    private struct Party: Encodable {
        let party: String
        let people: Int64
    }

    private struct Document: Encodable {
        let title: String
        let sha256: String
    }

    func validate() throws {
        for pair in parties where Int64(pair.value) == nil {
            throw ValidationError("--party \(pair.name)=\(pair.value): how many came is a whole number")
        }
    }

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .ballots, "/v1/communities/\(community)/consultations",
                Body(
                    topic: topic, kind: kind, heldOn: on,
                    parties: parties.map { Party(party: $0.name, people: Int64($0.value) ?? 0) },
                    conclusion: conclusion, documents: documents.map { Document(title: $0.name, sha256: $0.value) }),
                dryRun)
        else { return }
        try options.output.render(answer) { kept in
            Table(facts: ["topic", "kind", "heldOn", "conclusion"].map { (name: $0, value: kept[$0].cell) })
        }
    }
}

struct ConsultationList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the consultations of a community, the last recorded first.")

    @OptionGroup var options: GlobalOptions

    @Option(help: "Only what is about this.")
    var topic: String?

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/consultations"
        let list = try await options.client().everyPage(.ballots, path.query("topic", topic), of: "consultations")
        try options.output.render(
            list,
            [
                .text("HELD ON", "heldOn"), .text("KIND", "kind"), .text("TOPIC", "topic"),
                .text("CONCLUSION", "conclusion"),
            ])
    }
}
