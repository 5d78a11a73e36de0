import Foundation
import LocalDistrict
import Model
import TestSupport
import Testing

@testable import tongti

/// A whole district with its backups: one database is lost, and then everybody goes back.
@Suite(.serialized, .timeLimit(.minutes(8))) struct BackupDistrictTests {
    private let tongti = DistrictCommands()
    private static let here = ["-c", CommandStory.community]

    @Test func `a lost database comes back with all its money, and all five as they stood at a moment`() async throws {
        var configuration = try DistrictConfiguration.temporary()
        configuration.isTemporary = false
        // Commands find the servers' passwords in the district's secrets.
        configuration.isDurable = true
        // Topics of a cluster of others would outlive the going back.
        configuration.kafkaBootstrapServers = nil
        configuration.additional["TONGTI_SECRETS_COST"] = "10"
        let directory = DistrictDirectory(configuration.directory)
        let archive = "\(configuration.directory)-archive"
        let restore = ["backup", "restore", "--from", archive, "--directory", directory.path]

        let past = try await play(configuration, into: archive)

        try FileManager.default.removeItem(atPath: "\(directory.databaseFolder(of: .funds))/data")
        try await succeed(restore + ["--service", "funds"])
        try await goOn(configuration) {
            let paid = try await paid()
            #expect(paid == past.after)
        }

        let back = restore + ["--moment", "\(past.moment)"]
        let refused = try await CommandLineRun.of(back, url: "")
        #expect(refused.status == 1 && refused.err.contains("has content; --move-aside"), "\(refused.err)")
        try await succeed(back + ["--move-aside"])
        try await goOn(configuration) {
            #expect(try await paid() == past.before)
            try await pay("70.00", "B3")
            #expect(try await paid() != past.before)
        }

        try await District.purge(directory)
        try FileManager.default.removeItem(atPath: archive)
    }

    // MARK: - Before

    private struct Past: Sendable {
        let before: JSONValue
        let moment: Timestamp
        let after: JSONValue
    }

    /// Plays a story and pays on, while everything is received; the district has ended then.
    private func play(_ configuration: DistrictConfiguration, into archive: String) async throws -> Past {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tongti-receive-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let local = ["--into", archive, "--directory", configuration.directory]
        let (past, receiver) = try await District.run(configuration) { (district: District) async throws in
            try await SuiteDistrict.run(district) {
                let files = try CommandFiles()
                defer { files.remove() }
                let receiver = try await ChildProcess.start(
                    try CommandLineRun.command(
                        ["backup", "receive", "--json"] + local, folder: folder, url: district.url))
                try await waitWhile {
                    try #require(!receiver.hasEnded)
                    return try lines(in: folder).count < ServiceName.allCases.count
                }
                try await CommandStory(files: files).play()
                let copy = try await tongti.json(["backup", "take"] + local)
                #expect(copy["removed"] == .array([]))
                try await pay("100.00", "B1")
                let before = try await paid()
                let moment = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
                try await pay("50.00", "B2")
                let after = try await paid()
                #expect(after != before)
                try await waitWhile { try await reach(of: archive) <= moment }
                return (Past(before: before, moment: moment, after: after), receiver)
            }
        }
        // Servers that ended in order have sent all that they wrote.
        receiver.signal(SIGTERM)
        #expect(try await receiver.exited() == .exited(0))
        for line in try lines(in: folder) {
            #expect(try CommandDocument().faults(of: line, by: ["backup", "receive", "--json"]) == [])
        }
        try FileManager.default.removeItem(atPath: folder)
        return past
    }

    private func lines(in folder: String) throws -> [String] {
        guard FileManager.default.fileExists(atPath: "\(folder)/out") else { return [] }
        return try String(contentsOfFile: "\(folder)/out", encoding: .utf8).split(separator: "\n").map(String.init)
    }

    /// Until when the district can be brought back.
    private func reach(of archive: String) async throws -> Timestamp {
        let copy = try await tongti.json(["backup", "list", "--from", archive])["copies"].items.last
        return try Timestamp(parsing: try #require(copy?["through"].string))
    }

    // MARK: - Afterwards

    private func succeed(_ words: [String]) async throws {
        let run = try await CommandLineRun.of(words + ["--json"], url: "")
        #expect(run.status == 0, "\(words): \(run.err)")
        #expect(try CommandDocument().faults(of: run.out, by: words) == [])
    }

    /// Starts the district again: nobody may stand still, and the audit find nothing.
    private func goOn(_ configuration: DistrictConfiguration, _ body: () async throws -> Void) async throws {
        try await District.run(configuration) { (district: District) async throws in
            try await SuiteDistrict.run(district) {
                try await tongti.settle(CommandStory.community)
                try await body()
                try await tongti.settle(CommandStory.community)
                let lag = try await tongti.json(["events", "lag", "--as", "operator"])
                #expect(!lag.items.isEmpty)
                for pair in lag.items {
                    #expect(pair["obstacles"] == .array([]) && pair["stopped"] == .array([]), "\(pair.text)")
                }
                try await CleanDistrict.expect(district)
            }
        }
    }

    private func paid() async throws -> JSONValue {
        try await tongti.json(["campaign", "show", CommandStory.campaign] + Self.here)["paid"]
    }

    private func pay(_ amount: String, _ reference: String) async throws {
        try await tongti.done(
            ["payment", "record", CommandStory.campaign, "1-1-101", amount, "--reference", reference]
                + ["--paid-at", CommandStory.day, "--as", "collector"] + Self.here)
        try await tongti.settle(CommandStory.community)
    }
}
