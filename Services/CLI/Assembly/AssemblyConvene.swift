import ArgumentParser
import Foundation
import Model

struct AssemblyConvene: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convene",
        abstract: "Announce an assembly with its agenda.",
        discussion: """
            FILE is JSON: {"code", "title", "closesAt", "items": [{"code", "title", "kind", "mandate"?}]}. \
            An item that collects money needs the kind raiseFund or one as strict. Beside these it may say "form" (meeting, \
            written, electronic, mixed), "convener", "scope" ({"buildings": [...]} or {"entrances": [...]}), "papersUntil", \
            "noticeOn" (the day on which the owners were told; today where it is left out), "isInterim", "revoteOf" and \
            "documents" ([{"title", "sha256"}]). Candidates of an election may have a "presentation": {"name", "statement"?, \
            "consent"}, the last the SHA-256 of the declaration by which they agree to be named. An election may say \
            "seatsByBuilding" ([{"building", "seats"}], see tongti assembly seats); each candidate then has a "building". \
            With a "round" of nominations its candidates are exactly those of the posted list, by their codes. What \
            the preparatory group convenes may say "firstMeeting" ({"firstDeliveredOn", "request": {"by", "owners", \
            "area", "evidence"}}).

            A mandate is what a decision allows: {"kind": "collect", "rate": "20.00", "scope": {}, "threshold": \
            "60%", "basis": "amount", "releases": {"work": "overhaul", "workClass": "majorRepair"}}, where the basis \
            may also be households, or {"kind": "spend", "cap": "100000.00", "scope": {}}, which an item of the kind \
            useFund may carry. An election is an item of the kind committeeElection with "form": "election", \
            "mandate": {"kind": "seatCommittee", "body": "committee-1"} and "election": {"seats": 5, "alternates": 2, \
            "least": 5, "ranking": "shares", "round": "2026", "candidates": [{"candidate": "c01"}]}. docs/scenarios.md \
            says what each of these is and which others there are.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The agenda as JSON, or - for standard input.", completion: .file(extensions: ["json"]))
    var file: String

    func run() async throws {
        let community = try options.requireCommunity()
        let agenda = try InputFile.read(file)
        let path: ResourcePath = "/v1/communities/\(community)/assemblies"
        guard !dryRun.isOn else {
            let unsent = UnsentCommand(.ballots, path, try InputFile.json(agenda, name: file))
            return try options.output.render(unsent) { unsent }
        }
        let answer = try await options.client().post(.ballots, path, agenda, mediaType: "application/json")
        try options.output.render(answer, AssemblyTable.init)
    }
}
