import ArgumentParser
import Model

struct DeliveryImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Note down the lines of a deliveries.csv, all of them or none.",
        discussion: """
            Columns: unit,papers,method,delivered_on,evidence_sha256,warned,collector. method is inPerson, post, electronic \
            or announcement; a door that stayed shut has 0 papers and no day. The last word about a unit stands. Where it is \
            known also letter_sha256, of the letter that came with the ballot.
            """)

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var rehearsal: Rehearsal

    @Argument(help: "The deliveries.", completion: .file(extensions: ["csv"]))
    var file: String

    func run() async throws {
        let answer = try await target.hand(in: file, "/deliveries/import", rehearsal)
        try DeliveryNote.show(answer, target)
    }
}

struct DeliveryNote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Note down how the ballot got to one unit, or that nobody was met.")

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The unit, such as 3-1-1502.")
    var unit: UnitCode

    @Option(help: "inPerson, post, electronic or announcement.")
    var method: String

    @Option(help: "How many papers were handed out.")
    var papers = 0

    @Option(help: "The day of it; leave it out where nobody was met.")
    var on: Day?

    @Option(help: "SHA-256 of the receipt, the slip, or the photo of the announcement.")
    var evidence: Digest256?

    @Flag(help: "The owner was told what silence means.")
    var warned = false

    @Option(help: "SHA-256 of the letter that came with the ballot.")
    var letter: Digest256?

    @Option(help: "Who went there: a badge's number or an id.")
    var collector: String

    private struct Body: Encodable {
        let unit: UnitCode
        let papers: Int
        let method: String
        let deliveredOn: Day?
        let evidence: Digest256?
        let warned: Bool
        let letter: Digest256?
        let collector: String
    }

    func run() async throws {
        guard
            let answer = try await target.post(
                "/deliveries",
                Body(
                    unit: unit, papers: papers, method: method, deliveredOn: on, evidence: evidence, warned: warned,
                    letter: letter, collector: collector), dryRun)
        else { return }
        try Self.show(answer, target)
    }

    /// Says what became of what was noted down.
    static func show(_ answer: Answer, _ target: AssemblyTarget) throws {
        try target.options.output.render(answer) { report in
            Table(
                facts: [
                    "units", "delivered", "unproven", "announced", "shortNotice", "notReached", "papers", "corrected",
                ]
                .map { (name: $0, value: report[$0].cell) })
        }
        if !target.options.json { Output.warnOfExceeded(try answer.json()) }
    }
}
