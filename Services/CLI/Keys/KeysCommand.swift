import ArgumentParser
import Model

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "The keys that access tokens are signed with.",
        subcommands: [RotateKeys.self, ListKeys.self])
}

struct RotateKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Sign with a new key from now on.",
        discussion: """
            Tokens of the key before are good until they expire; those of an older one are refused. After a theft rotate \
            twice. Where the answer is lost, say it again with --repeat: otherwise it is a second rotation.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun
    @OptionGroup var repetition: RepeatedCall

    private struct Body: Encodable {}

    func run() async throws {
        let path: ResourcePath = "/v1/keys/rotate"
        guard !dryRun.isOn else {
            _ = try await options.post(.registry, path, dryRun)
            return
        }
        let answer = try await options.client()
            .postUntilAnswered(.registry, path, Body(), key: repetition.firstKey)
        try options.output.render(answer) { $0["key"].cell }
    }
}

struct ListKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the public keys, the one that signs first.")

    @OptionGroup var options: GlobalOptions

    func run() async throws {
        let answer = try await options.client().get(.registry, "/v1/keys")
        try options.output.render(answer) { Table($0["keys"].items, [.text("KEY", "kid"), .text("KIND", "crv")]) }
    }
}
