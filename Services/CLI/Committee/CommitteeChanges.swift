import ArgumentParser
import Model

struct CommitteeResign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resign", abstract: "Record that a member or an alternate resigned, or left for another reason.")

    @OptionGroup var target: BodyTarget

    @Option(help: "The member's seat.")
    var seat: Int64?

    @Option(help: "The alternate's place instead.")
    var alternate: Int64?

    @Option(help: "resigned, noLongerOwner, removedByOwners, died, incapacitated or replaced.")
    var cause = LeavingCause.resigned

    @Option(help: "The day.")
    var on: Day

    func validate() throws {
        guard (seat == nil) != (alternate == nil) else { throw ValidationError("Give either --seat or --alternate.") }
    }

    private struct Content: Encodable {
        let seat: Int64?
        let alternate: Int64?
        let cause: LeavingCause
        let on: Day
    }

    func run() async throws {
        try await target.change("leavings", Content(seat: seat, alternate: alternate, cause: cause, on: on))
    }
}

struct CommitteeFill: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fill",
        abstract: "Fill a vacant seat for the rest of the term.",
        discussion: """
            The next alternate moves up. Only where none stands is somebody named: who won the by-election \
            (--owner-ref), or whom an organisation sends (--person).
            """)

    @OptionGroup var target: BodyTarget

    @Option(help: "The seat; else the lowest vacant one.")
    var seat: Int64?

    @Option(help: "The alternate who is expected to move up; another one is refused.")
    var alternate: Int64?

    @Option(help: "The owner_ref of whoever won the by-election or was named.")
    var ownerRef: String?

    @Option(help: "The id of whoever an organisation sends.")
    var person: MemberID?

    @Option(help: "The day.")
    var on: Day

    private struct Content: Encodable {
        let seat: Int64?
        let alternate: Int64?
        let ownerRef: String?
        let person: MemberID?
        let on: Day
    }

    func run() async throws {
        try await target.change(
            "fillings",
            Content(seat: seat, alternate: alternate, ownerRef: ownerRef, person: person, on: on))
    }
}

struct CommitteeAssign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "Give a member an office and portfolios.")

    @OptionGroup var target: BodyTarget

    @Argument(help: "The member's seat.")
    var seat: Int64

    @Option(help: "chair, deputy or member.")
    var office: BodyOffice

    @Option(
        name: .customLong("portfolio"),
        help: "finance, works, resources, order, mediation, publicity, records or other; once for each.")
    var portfolios: [Portfolio] = []

    @Option(help: "The day.")
    var on: Day

    private struct Content: Encodable {
        let seat: Int64
        let office: BodyOffice
        let portfolios: [Portfolio]
        let on: Day
    }

    func run() async throws {
        try await target.change("offices", Content(seat: seat, office: office, portfolios: portfolios, on: on))
    }
}

struct CommitteeEnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "Record that a body is no longer in office; its hand-over is due then.")

    @OptionGroup var target: BodyTarget

    @Option(help: "termEnded, committeeElected, tooFewMembers or dissolved.")
    var cause: BodyEndCause

    @Option(help: "The day.")
    var on: Day

    private struct Content: Encodable {
        let cause: BodyEndCause
        let on: Day
    }

    func run() async throws {
        try await target.change("end", Content(cause: cause, on: on))
    }
}

struct CommitteeHandOver: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hand-over", abstract: "Record that a body's archives, seal and property were handed over.")

    @OptionGroup var target: BodyTarget

    @Option(help: "The body that took over; else the street.")
    var to: BodyID?

    @Option(help: "The day.")
    var on: Day

    private struct Content: Encodable {
        let to: BodyID?
        let on: Day
    }

    func run() async throws {
        try await target.change("hand-over", Content(to: to, on: on))
    }
}
