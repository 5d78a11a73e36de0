import ArgumentParser
import Model

struct AssemblyEffect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "effective",
        abstract: "Say that the result stands, after its posting and with every objection answered.",
        discussion: "A result that nobody objects to takes effect without this command.")

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    func run() async throws {
        try await target.change("/effective", dryRun)
    }
}

struct AssemblySetAside: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-aside", abstract: "Record that an authority annulled a decision, or a court revoked it.",
        discussion: """
            No more is paid out and no more works are released under it; what was paid or released stays. DOCUMENT is \
            the order or judgment: its SHA-256 is sent, the file stays where it is.
            """)

    @OptionGroup var target: AssemblyTarget
    @OptionGroup var dryRun: DryRun

    @Option(help: "The item; else the whole assembly.")
    var item: ItemID?

    @Option(help: "authority or court.")
    var by: ResolutionSetAside.Authority

    @Option(help: "The day of the order or judgment.")
    var on: Day

    @Argument(help: "The order or judgment.", completion: .file())
    var document: String

    private struct Body: Encodable {
        let item: ItemID?
        let by: ResolutionSetAside.Authority
        let document: Digest256
        let on: Day
    }

    func run() async throws {
        try await target.change(
            "/set-aside", Body(item: item, by: by, document: try InputFile.hash(document), on: on), dryRun)
    }
}

extension ResolutionSetAside.Authority: ExpressibleByArgument {}
