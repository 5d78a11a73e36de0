import ArgumentParser
import Foundation
import Model

struct SignInPerson: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-in", abstract: "Sign in and get an access token for a quarter of an hour.",
        discussion: """
            Reads one or two lines: the passphrase or PIN, and the code of the second factor. Give the token to other \
            commands in TONGTI_TOKEN. With --session the answer goes to a file that only you can read, for sign-out \
            and refresh. A refresh that got no answer can be repeated for ten minutes; later the session is over.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun
    @OptionGroup var lines: SecretLines

    @Argument(help: "The name to sign in with.")
    var login: String?

    @Option(help: "Keep the session in this file.", completion: .file())
    var session: String?

    @Flag(help: "Go on with the session in the file, without a secret.")
    var refresh = false

    private struct Body: Encodable {
        let login: String
        let secret: String
        let code: String?
        let community: CommunityID?
    }

    func validate() throws {
        guard refresh || login != nil else { throw ValidationError("Name yourself: tongti person sign-in LOGIN.") }
        guard !refresh || session != nil else { throw ValidationError("--refresh needs the --session file.") }
    }

    func run() async throws {
        if let session { try SessionFile.check(session) }
        if refresh, let session {
            let token = try SessionFile.refreshToken(in: session)
            let path: ResourcePath = "/v1/sessions/refresh"
            guard !dryRun.isOn else {
                _ = try await options.post(
                    .registry, path, RefreshBody(refreshToken: Withheld.text), dryRun)
                return
            }
            let client = try options.visitor()
            let key = try SessionFile.refreshKey(in: session)
            try finish(try await client.inquire(.registry, path, RefreshBody(refreshToken: token), key: key))
            return
        }
        let secrets = try lines.read(atLeast: 1)
        let code = secrets.count > 1 ? secrets[1] : nil
        guard !dryRun.isOn else {
            let body = Body(
                login: login ?? "", secret: Withheld.text, code: code.map { _ in Withheld.text },
                community: options.community)
            _ = try await options.post(.registry, "/v1/sessions", body, dryRun)
            return
        }
        let body = Body(login: login ?? "", secret: secrets[0], code: code, community: options.community)
        try finish(try await options.visitor().inquire(.registry, "/v1/sessions", body))
    }

    private func finish(_ answer: Answer) throws {
        if let session { try SessionFile.write(answer, to: session) }
        try options.output.render(answer) { $0["token"].cell }
    }
}

struct SignOutPerson: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-out", abstract: "End the session of a file, or all of its person's.")

    @OptionGroup var options: GlobalOptions
    @OptionGroup var dryRun: DryRun

    @Option(help: "The file that sign-in has written.", completion: .file())
    var session: String

    @Flag(help: "End every session of this person, wherever it is.")
    var everywhere = false

    private struct Body: Encodable {
        let refreshToken: String
        let everywhere: Bool
    }

    private struct Result: Encodable {
        let signedOut = true
        let everywhere: Bool
    }

    func run() async throws {
        try SessionFile.check(session)
        let token = try SessionFile.refreshToken(in: session)
        guard !dryRun.isOn else {
            _ = try await options.post(
                .registry, "/v1/sessions/end", Body(refreshToken: Withheld.text, everywhere: everywhere), dryRun)
            return
        }
        _ = try await options.visitor().post(
            .registry, "/v1/sessions/end", Body(refreshToken: token, everywhere: everywhere))
        try FileManager.default.removeItem(atPath: session)
        try options.output.render(Result(everywhere: everywhere)) { "Signed out." }
    }
}

/// Sent to go on with a session.
struct RefreshBody: Encodable {
    let refreshToken: String
}

/// A session between two commands: the answer of sign-in, in a file that only its owner can read.
enum SessionFile {
    /// - Throws: `UnreadableFile` when there is no session in it.
    static func refreshToken(in path: String) throws -> String {
        let json = try InputFile.json(try InputFile.read(path), name: path)
        guard let token = json["refreshToken"].string else {
            throw UnreadableFile(path: path, reason: "holds no session")
        }
        return token
    }

    /// The `Idempotency-Key` of going on with the session of the file.
    ///
    /// It is written there before it is sent, and gone with the answer, which takes the file's place: whoever lost the
    /// answer sends the same one again, and is not taken for somebody who has copied the token.
    ///
    /// - Throws: `UnreadableFile` when there is no session in it, or where it cannot be written.
    static func refreshKey(in path: String) throws -> String {
        guard case .object(let session) = try InputFile.json(try InputFile.read(path), name: path) else {
            throw UnreadableFile(path: path, reason: "holds no session")
        }
        if let key = session["refreshKey"]?.string { return key }
        let key = UUID().uuidString.lowercased()
        let marked = session.merging(["refreshKey": .text(key)]) { _, new in new }
        try PrivateFile.write(Data(JSONValue.object(marked).text.utf8), to: path)
        return key
    }

    /// Whether a session can be kept there: to be asked before one is begun, or gone on with, which uses up the file's.
    ///
    /// - Throws: `UnreadableFile` where it cannot.
    static func check(_ path: String) throws {
        guard path != "-" else { throw UnreadableFile(path: path, reason: "keeps no session") }
        try PrivateFile.check(path)
    }

    /// - Throws: `UnreadableFile` where it cannot be written; the session of before stays there then.
    static func write(_ answer: Answer, to path: String) throws {
        try PrivateFile.write(Data(answer.bytes), to: path)
    }
}
