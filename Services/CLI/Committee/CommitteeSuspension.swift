import ArgumentParser
import Model

struct CommitteeSuspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "Suspend a member: they keep the seat, but neither vote nor act.",
        discussion: "No alternate moves up, since the seat is not vacant; a deputy presides for a suspended chair.")

    @OptionGroup var target: BodyTarget

    @Option(help: "The member's seat.")
    var seat: Int64

    @Option(help: "absences, proceedings, arrears or ownRequest.")
    var cause: SuspensionCause

    @Option(help: "Who decided it: street, district, court or ownersAssembly.")
    var decidedBy: String

    @Option(help: "The first day.")
    var from: Day

    @Option(help: "The last day; else until it is decided.")
    var until: Day?

    private struct Content: Encodable {
        let seat: Int64
        let cause: SuspensionCause
        let decidedBy: String
        let from: Day
        let until: Day?
    }

    func run() async throws {
        try await target.change(
            "suspensions",
            Content(seat: seat, cause: cause, decidedBy: decidedBy, from: from, until: until))
    }
}

struct CommitteeReinstate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reinstate", abstract: "Let a suspended member act again.")

    @OptionGroup var target: BodyTarget

    @Option(help: "The member's seat.")
    var seat: Int64

    @Option(help: "The first day on which they act again.")
    var on: Day

    private struct Content: Encodable {
        let seat: Int64
        let on: Day
    }

    func run() async throws {
        try await target.change("reinstatements", Content(seat: seat, on: on))
    }
}

extension SuspensionCause: ExpressibleByArgument {}
