import Model
import ServiceRuntime
import Testing

@testable import Registry
@testable import tongti

/// People who sign in, and what they may do.
extension OutputStory {
    private static let here = "-c commons --as operator"

    private func lines(_ lines: String..., name: String) throws -> String { try files.write(lines, name) }

    /// An owner from the letter to the end of the session.
    func openAccounts() async throws {
        let letters = try await tongti.rehearsed("person letters \(Self.here)")["letters"].items
        let code = try #require(letters.first)["code"].cell
        let activation = try lines(code, "739102", name: "activation")
        try await tongti.rehearsed("person activate --login elector --secrets \(activation)")
        let (session, secret) = (files.path("session"), try lines("739102", name: "secret"))
        try await tongti.rehearsed("person sign-in elector --secrets \(secret) --session \(session)")
        let signedIn = try await tongti.rehearsed("person sign-in --refresh --session \(session)")
        let me = ["--token", signedIn["token"].cell]
        try await tongti("person show", me)
        let change = try lines("739102", "840213", name: "change")
        try await tongti.rehearsed("person secret --secrets \(change) --session \(session)", me)
        try await tongti.rehearsed("person sign-out --everywhere --session \(session)")
        let document = try lines("110101199001010011", name: "document")
        try await tongti.rehearsed("roll document A --secrets \(document) \(Self.here)")
    }

    /// Somebody who works in the district.
    func workAsStaff() async throws {
        let who = try lines("某人", "13800000002", name: "who")
        try await tongti.rehearsed("person enrol first --first-operator --file \(who)")
        let enrolled = try await tongti.rehearsed("person enrol clerk --role property --file \(who) \(Self.here)")
        let clerk = enrolled["person"].cell
        let `operator` = "--as operator"
        let code = try await tongti.rehearsed("person code \(clerk) \(`operator`)")["code"].cell
        try await activate("clerk", code)
        for command in ["list", "show \(clerk)", "looks"] { try await tongti("person \(command) \(`operator`)") }
        let grant = try await tongti.rehearsed("role propose clerk collector \(Self.here)")["grant"].cell
        let second = try await tongti("person token --role operator --subject second")["token"].cell
        try await tongti.rehearsed("role confirm \(grant) -c commons", ["--token", second])
        try await tongti.rehearsed("role revoke \(grant) \(Self.here)")
        let wide = try await tongti.rehearsed("role propose clerk operator --district \(`operator`)")["grant"].cell
        try await tongti.rehearsed("role confirm \(wide) --first-operator")
        try await tongti("role list \(Self.here)")
        try await tongti.rehearsed("person disable \(clerk) \(`operator`)")
        try await tongti.rehearsed("person enable \(clerk) \(`operator`)")
    }

    /// Staff from the code to the first use of their second factor.
    private func activate(_ login: String, _ code: String) async throws {
        let secret = "correct horse battery"
        let activation = try lines(code, secret, name: "activation-\(login)")
        let activated = try await tongti("person activate --secrets \(activation)")
        let totp = Totp(key: try #require(Totp.key(from: activated["secondFactor"]["key"].cell)))
        let signIn = try lines(secret, totp.code(step: Totp.step(at: WallClock.now())), name: "sign-in-\(login)")
        try await tongti("person sign-in \(login) --secrets \(signIn) --session \(files.path("session-\(login)"))")
    }
}
