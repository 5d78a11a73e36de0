import ArgumentParser
import Model

struct OwnerDocument: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document",
        abstract: "Record the number of a document that an owner has shown, and see who else has shown it.",
        discussion: """
            Reads one line, the number. Two owners with one document are one head: give both units one owner_ref in the \
            roll. The number is stored sealed and shown to nobody; who looks is noted, in a rehearsal too. Needs a sign-in \
            of the last five minutes.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var rehearsal: Rehearsal
    @OptionGroup var lines: SecretLines

    @Argument(help: "The owner's owner_ref.")
    var ownerRef: String

    private struct Body: Encodable {
        let ownerRef: String
        let number: String
    }

    func run() async throws {
        let path = ResourcePath("/v1/communities/\(try options.requireCommunity())/documents")
        let body = Body(ownerRef: ownerRef, number: try lines.read(atLeast: 1)[0])
        let answer = try await options.client().post(.registry, path.flag("dryRun", rehearsal.isOn), body)
        try options.output.render(answer) { json in
            let others = json["sameAs"].items.map(\.cell)
            let done = rehearsal.isOn ? "Not recorded for" : "Recorded for"
            return "\(done) \(json["owner"].cell); "
                + (others.isEmpty ? "nobody else has shown it." : "shown by \(others.joined(separator: ", ")) as well.")
        }
    }
}
