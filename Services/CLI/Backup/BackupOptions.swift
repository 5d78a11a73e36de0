import ArgumentParser
import DistrictBackup
import Foundation
import LocalDistrict
import Model

/// Whose databases are copied.
struct BackupOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A connection service file of PostgreSQL with a section for each service; else the local district.",
            valueName: "file"))
    var servers: String?

    @OptionGroup var local: DevOptions

    /// Runs `body` with the servers that are meant.
    ///
    /// - Throws: `UnreadableFile`, `DistrictError.notRunning`, and what `body` throws.
    func withServers<R>(_ body: (BackupServers) async throws -> R) async throws -> R {
        guard let servers else {
            return try await BackupServers.with(local.runningState(), in: local.districtDirectory(), body)
        }
        guard FileManager.default.isReadableFile(atPath: servers) else {
            throw UnreadableFile(path: servers, reason: "cannot be read")
        }
        return try await BackupServers.with(file: servers, body)
    }

    /// Says which servers would be copied.
    func rehearse(_ archive: Archive) async throws {
        let rehearsal = BackupRehearsal(
            archive: archive.path, servers: try await withServers { try await archive.examine($0) })
        try local.report(rehearsal) {
            let servers = rehearsal.servers.map { "\($0.service.rawValue) (PostgreSQL \($0.version))" }
            return "Would copy \(servers.joined(separator: ", ")) to \(archive.path)."
        }
    }
}

/// A copy that was not made.
private struct BackupRehearsal: Encodable {
    let dryRun = true
    let archive: String
    let servers: [ServerFacts]
}

extension BackupError: ExitStatusError {
    var exitStatus: ExitStatus {
        switch self {
        case .unanswered: .unreachable
        case .damaged: .checkFailed
        case .refused, .unusable, .failed: .refused
        }
    }

    var message: String { "\(self)" }
}
