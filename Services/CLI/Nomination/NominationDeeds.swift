import ArgumentParser
import Model

extension RoundTarget {
    /// Sends a command about a candidate, or in a dry run shows it, and says whom it was about.
    fileprivate func send(
        _ rest: ResourcePath, _ body: (some Encodable)?, _ dryRun: DryRun, _ done: String
    ) async throws {
        let answer =
            if let body {
                try await options.post(.ballots, try path(rest), body, dryRun)
            } else {
                try await options.post(.ballots, try path(rest), dryRun)
            }
        guard let answer else { return }
        try options.output.render(answer) { "\($0["candidate"].cell) \(done)" }
    }

    fileprivate func send(_ rest: ResourcePath, _ dryRun: DryRun, _ done: String) async throws {
        try await send(rest, Nothing?.none, dryRun, done)
    }

    private struct Nothing: Encodable {}

    /// Shows nominations with what became of them.
    fileprivate func showRegister(_ rest: ResourcePath) async throws {
        try options.output.render(try await get(rest)) {
            Table(
                $0["nominations"].items,
                [
                    .text("CANDIDATE", "candidate"), .text("CHANNEL", "channel"), .text("OWNER", "owner"),
                    .number("SUPPORTERS", "supporters"), .text("NOMINATED", "nominatedOn"),
                    .text("STANDING", "standing"), .text("REASON", "reason"),
                ])
        }
    }
}

struct NominationRegister: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Show all nominations of a round with owners and decisions.")

    @OptionGroup var target: RoundTarget

    func run() async throws { try await target.showRegister("/register") }
}

struct NominationMine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mine", abstract: "Show one's own nomination, and what became of it.")

    @OptionGroup var target: RoundTarget

    func run() async throws { try await target.showRegister("/mine") }
}

struct NominationStand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stand", abstract: "Stand for a seat by oneself, or with --joint by the support of others.")

    @OptionGroup var target: RoundTarget
    @OptionGroup var dryRun: DryRun

    @Flag(help: "Ask others for their support; the rules say how many it takes.")
    var joint = false

    private struct Body: Encodable {
        let channel: String
    }

    func run() async throws {
        try await target.send("/candidates", Body(channel: joint ? "joint" : "self"), dryRun, "is nominated")
    }
}

struct NominationRecord: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record a nomination that was handed in on paper.",
        discussion: "PAPER is the recommendation with the nominee's agreement to stand: its SHA-256 is sent.")

    @OptionGroup var target: RoundTarget
    @OptionGroup var dryRun: DryRun

    @Option(help: "party, residentsCommittee or joint.")
    var channel: String

    @Option(help: "The nominee's id.")
    var nominee: OwnerID

    @Option(help: "How many owners signed, of a joint nomination.")
    var supporters: Int64?

    @Argument(help: "The paper.", completion: .file())
    var paper: String

    private struct Body: Encodable {
        let channel: String
        let owner: OwnerID
        let evidence: Digest256
        let supporters: Int64?
    }

    func run() async throws {
        try await target.send(
            "/recommendations",
            Body(channel: channel, owner: nominee, evidence: try InputFile.hash(paper), supporters: supporters), dryRun,
            "is nominated")
    }
}

struct NominationSupport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "support", abstract: "Support a joint nomination.")

    @OptionGroup var target: RoundTarget
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The candidate's code.")
    var candidate: CandidateCode

    func run() async throws {
        try await target.send("/candidates/\(candidate)/support", dryRun, "is supported")
    }
}

struct NominationDecide: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide", abstract: "Accept or refuse a nomination; the last decision stands.")

    @OptionGroup var target: RoundTarget
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The candidate's code.")
    var candidate: CandidateCode

    @Flag(help: "Refuse; accepted where it is not given.")
    var refuse = false

    @Option(help: "Why; for the nominee, and not published.")
    var reason: String

    private struct Body: Encodable {
        let accepted: Bool
        let reason: String
    }

    func run() async throws {
        try await target.send(
            "/candidates/\(candidate)/decision", Body(accepted: !refuse, reason: reason), dryRun,
            refuse ? "is refused" : "is accepted")
    }
}

struct NominationWithdraw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "withdraw", abstract: "Take a nomination back; a posted list is posted anew.",
        discussion: """
            Nominees take back their own. What came on paper goes by the nominee's paper as well: --declaration names it, \
            and its SHA-256 is sent.
            """)

    @OptionGroup var target: RoundTarget
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The candidate's code.")
    var candidate: CandidateCode

    @Option(help: "The nominee's signed declaration, where somebody else records it.", completion: .file())
    var declaration: String?

    private struct Body: Encodable {
        let declaration: Digest256
    }

    func run() async throws {
        let (path, done): (ResourcePath, String) = ("/candidates/\(candidate)", "is not nominated any more")
        if let declaration {
            let body = Body(declaration: try InputFile.hash(declaration))
            try await target.send(path.appending("/declared-withdrawal"), body, dryRun, done)
        } else {
            try await target.send(path.appending("/withdrawal"), dryRun, done)
        }
    }
}
