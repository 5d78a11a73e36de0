import ArgumentParser
import Model

struct ChangePersonSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Give yourself another passphrase or PIN.",
        discussion: """
            Reads two lines: the present one and the new one. Needs a sign-in of the last five minutes. Your other sessions \
            end; the one of --session goes on.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun
    @OptionGroup var lines: SecretLines

    @Option(help: "The file that sign-in has written.", completion: .file())
    var session: String?

    private struct Body: Encodable {
        let current: String
        let secret: String
        let refreshToken: String?
    }

    private struct Result: Encodable {
        let changed = true
    }

    func run() async throws {
        let secrets = try lines.read(atLeast: 2)
        let token = try session.map { try SessionFile.refreshToken(in: $0) }
        guard !dryRun.isOn else {
            _ = try await options.post(
                .registry, "/v1/me/secret",
                Body(
                    current: Withheld.text, secret: Withheld.text, refreshToken: token.map { _ in Withheld.text }),
                dryRun)
            return
        }
        _ = try await options.client().post(
            .registry, "/v1/me/secret", Body(current: secrets[0], secret: secrets[1], refreshToken: token))
        try options.output.render(Result()) { "Changed." }
    }
}

struct DisablePerson: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable", abstract: "Shut somebody out at once; their sessions, codes and roles end.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The person's id, as `person list` shows it.")
    var person: String

    func run() async throws { try await options.switchAccount("/v1/people/\(person)/disable", dryRun) }
}

struct EnablePerson: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable", abstract: "Let somebody in again; their roles have to be granted anew.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Argument(help: "The person's id, as `person list` shows it.")
    var person: String

    func run() async throws { try await options.switchAccount("/v1/people/\(person)/enable", dryRun) }
}

extension GlobalOptions {
    fileprivate func switchAccount(_ path: ResourcePath, _ dryRun: DryRun) async throws {
        guard let answer = try await post(.registry, path, dryRun) else { return }
        try output.render(answer) { json in
            "\(json["login"].cell) \(json["disabled"] == .bool(true) ? "is shut out" : "may sign in")."
        }
    }
}
