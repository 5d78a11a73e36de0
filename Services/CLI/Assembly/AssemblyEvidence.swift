import ArgumentParser

struct AssemblyCertificate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate", abstract: "Show the signed result of a closed assembly.")

    @OptionGroup var target: AssemblyTarget

    func run() async throws {
        let answer = try await target.get("/certificate")
        try target.options.output.render(answer, CertificateTable.init)
    }
}

struct AssemblyBundle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "Write the bundle of a closed assembly, with how each owner chose.",
        discussion: """
            For scrutineers, auditors and operators. deploy/verify/recount.py counts it again; docs/bundle.md describes it. \
            It is JSON Lines with and without --json.
            """)

    @OptionGroup var target: AssemblyTarget

    func run() async throws {
        try await target.get("/bundle", taking: { Output.write(bytes: $0) })
    }
}

/// A certificate as people read it.
private struct CertificateTable: CustomStringConvertible {
    private let facts: Table
    private let items: Table

    init(_ signed: JSONValue) {
        let certificate = signed["certificate"]
        let names = [
            "assembly", "title", "openedAt", "closesAt", "closedAt", "rollHash", "rulesHash", "units", "ballots",
            "papers",
            "records",
        ]
        facts = Table(
            facts: names.map { (name: $0, value: certificate[$0].cell) } + [
                (name: "electorate", value: AssemblyTable.weight(certificate["electorate"])),
                (
                    name: "rules",
                    value: certificate["rules"].members.map { "\($0.name) \($0.value.cell)" }.joined(separator: ", ")
                ),
                (name: "key", value: signed["key"]["kid"].cell), (name: "signature", value: signed["signature"].cell),
            ])
        items = Table(
            certificate["items"].items,
            [
                .text("ITEM", "item"), .text("MATTER", "matter"),
                .made("FOR") { AssemblyTable.weight($0["result"]["inFavour"]) },
                .made("AGAINST") { AssemblyTable.weight($0["result"]["against"]) },
                .made("ABSTAINED") { AssemblyTable.weight($0["result"]["abstained"]) },
                .text("OUTCOME", "result", "outcome"),
            ])
    }

    var description: String { "\(facts)\n\n\(items)" }
}
