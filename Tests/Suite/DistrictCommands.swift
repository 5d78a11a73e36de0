import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// `tongti` against the district of the running suite.
struct DistrictCommands {
    /// What stands behind every command.
    var always: [String] = []

    private static let document = Result { try CommandDocument() }

    /// The command that words call, without its arguments.
    static func command(of words: [String]) throws -> String? { try document.get().entry(for: words)?.command }

    /// Runs a command to its end, whatever that is; what it prints as JSON has to be as `docs/cli` says.
    func run(_ words: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws -> CommandLineRun {
        let district = try SuiteDistrict.current
        let words = words + always
        let run = try await CommandLineRun.of(
            words, url: district.url, environment: ["TONGTI_INTERNAL_KEY_FILE": district.internalKeyFile])
        if run.status == 0, words.contains("--json") {
            let faults = try Self.document.get().faults(of: run.out, by: words)
            #expect(faults.isEmpty, "\(words): \(faults.prefix(5))", sourceLocation: sourceLocation)
        }
        return run
    }

    /// - Returns: what a command that has to succeed wrote.
    @discardableResult
    func done(_ words: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let run = try await run(words)
        #expect(run.status == 0, "\(words): \(run.err)", sourceLocation: sourceLocation)
        return run.out + run.err
    }

    /// - Returns: why a command that has to be refused was.
    func refused(_ words: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
        let run = try await run(words)
        #expect(run.status == 1, "\(words): \(run.out)", sourceLocation: sourceLocation)
        return run.err
    }

    func json(_ words: [String], sourceLocation: SourceLocation = #_sourceLocation) async throws -> JSONValue {
        let run = try await run(words + ["--json"])
        #expect(run.status == 0, "\(words): \(run.err)", sourceLocation: sourceLocation)
        return try run.json
    }

    /// Waits until every service has applied what the others published of the community.
    func settle(_ community: String) async throws {
        var client = try Self.client
        // A service whose table is away may say for a moment that it is unavailable.
        client.patience = .seconds(30)
        try await Settlement(
            client: try await client.acting(as: [.operator]), community: try CommunityID(parsing: community)
        ).wait()
    }

    /// The options by which somebody else than `--as` makes acts in a role.
    static func second(_ role: Role, of community: String) async throws -> [String] {
        let wish = TokenWish(
            subject: "second", community: try CommunityID(parsing: community), roles: [role], operator: false,
            lifetimeSeconds: 3_600)
        return ["--token", try await client.token(wish)]
    }

    /// A client of the district that has not signed in.
    static var client: ServiceClient {
        get throws {
            let district = try SuiteDistrict.current
            return ServiceClient(DistrictAddress(url: district.url, internalKeyFile: district.internalKeyFile))
        }
    }
}
