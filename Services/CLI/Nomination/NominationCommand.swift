import ArgumentParser
import Model

/// How candidates come on the list of an election: `tongti nomination open` and what follows.
struct NominationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nomination", abstract: "Nominate candidates, screen them and post the list of an election.",
        subcommands: [
            NominationOpen.self, NominationList.self, NominationShow.self, NominationRegister.self,
            NominationPost.self, NominationStand.self, NominationRecord.self, NominationSupport.self,
            NominationDecide.self, NominationWithdraw.self, NominationMine.self,
        ])
}

/// The round that a command is about.
struct RoundTarget: ParsableArguments {
    @OptionGroup var options: GlobalOptions

    @Argument(help: "The round's code.")
    var round: String

    func path(_ rest: ResourcePath) throws -> ResourcePath {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/nominations/\(round)"
        return path.appending(rest)
    }

    func get(_ rest: ResourcePath = "") async throws -> Answer {
        try await options.client().get(.ballots, try path(rest))
    }
}

/// A round as people read it: its facts, who stands, and the lists as they were posted.
struct NominationTable: CustomStringConvertible {
    private let facts: Table
    private let candidates: Table
    private let postings: Table

    init(_ round: JSONValue) {
        facts = Table(
            facts: ["round", "body", "seats", "opensOn", "closesOn", "refused", "withdrawn"].map {
                (name: $0, value: round[$0].cell)
            })
        candidates = Table(
            round["candidates"].items,
            [
                .text("CANDIDATE", "candidate"), .text("CHANNEL", "channel"), .number("SUPPORTERS", "supporters"),
                .text("STANDING", "standing"),
            ])
        postings = Table(
            round["postings"].items,
            [
                .text("POSTED", "postedOn"),
                .made("LIST") { $0["candidates"].items.map(\.cell).joined(separator: ", ") },
            ])
    }

    var description: String { "\(facts)\n\n\(candidates)\n\n\(postings)" }
}

struct NominationOpen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open a round of nominations for the seats of a body.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "What the round is called: 2026.")
    var round: String

    @Option(help: "The body whose seats are to be filled.")
    var body: BodyID

    @Option(help: "How many seats there are.")
    var seats: Int64

    @Option(help: "The first day; today where it is left out.")
    var opens: Day?

    @Option(help: "The last day on which somebody may be nominated.")
    var closes: Day

    private struct Body: Encodable {
        let round: String
        let body: BodyID
        let seats: Int64
        let opensOn: Day?
        let closesOn: Day
    }

    func run() async throws {
        let community = try options.requireCommunity()
        guard
            let answer = try await options.post(
                .ballots, "/v1/communities/\(community)/nominations",
                Body(round: round, body: body, seats: seats, opensOn: opens, closesOn: closes), dryRun)
        else { return }
        try options.output.render(answer, NominationTable.init)
    }
}

struct NominationList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the rounds of nominations, the latest first.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let community = try options.requireCommunity()
        let path: ResourcePath = "/v1/communities/\(community)/nominations"
        let list = try await options.client().everyPage(.ballots, path, of: "rounds")
        try await options.check(community, whereEmpty: .array(list.items))
        try options.output.render(
            list,
            [
                .text("ROUND", "round"), .text("BODY", "body"), .number("SEATS", "seats"),
                .text("FROM", "opensOn"), .text("UNTIL", "closesOn"),
            ])
    }
}

struct NominationShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a round: who stands, by codes, and the lists as they were posted.")

    @OptionGroup var target: RoundTarget

    func run() async throws {
        try target.options.output.render(try await target.get(), NominationTable.init)
    }
}

struct NominationPost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "post", abstract: "Post the list of those who were accepted; later changes post it anew.")

    @OptionGroup var target: RoundTarget
    @OptionGroup var dryRun: DryRun

    func run() async throws {
        guard let answer = try await target.options.post(.ballots, try target.path("/posting"), dryRun) else { return }
        try target.options.output.render(answer, NominationTable.init)
    }
}
