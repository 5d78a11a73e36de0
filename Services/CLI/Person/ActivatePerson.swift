import ArgumentParser
import Model

struct ActivatePerson: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate", abstract: "Turn a one-time code into an account, or choose a new secret.",
        discussion: """
            Reads two lines: the code, and the passphrase or PIN that it is to be. To become one more owner with an \
            account that has a second factor, give its name and passphrase, and in a third line a code of that. What is \
            printed is shown this once; where the answer is lost, the same lines with --repeat get it again within ten \
            minutes.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun
    @OptionGroup var lines: SecretLines
    @OptionGroup var repetition: RepeatedCall

    @Option(help: "For owners: the name to sign in with from now on.")
    var login: String?

    private struct Body: Encodable {
        let code: String
        let login: String?
        let secret: String
        let factor: String?
    }

    func run() async throws {
        let secrets = try lines.read(atLeast: 2)
        let factor = secrets.count > 2 ? secrets[2] : nil
        guard !dryRun.isOn else {
            let body = Body(
                code: Withheld.text, login: login, secret: Withheld.text, factor: factor.map { _ in Withheld.text })
            _ = try await options.post(.registry, "/v1/activations", body, dryRun)
            return
        }
        let body = Body(code: secrets[0], login: login, secret: secrets[1], factor: factor)
        let answer = try await options.visitor()
            .postUntilAnswered(.registry, "/v1/activations", body, key: repetition.firstKey)
        try options.output.render(answer) { json in
            let factor = json["secondFactor"]
            let facts = [("person", json["person"].cell), ("login", json["login"].cell)]
            guard factor != .null else { return Table(facts: facts) }
            return Table(
                facts: facts + [("second factor", factor["key"].cell), ("for an app", factor["address"].cell)])
        }
    }
}
