import ArgumentParser
import DistrictBackup
import Foundation
import LocalDistrict
import Model

struct BackupRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring the databases back to a moment, or one that was lost to the end of its log.",
        discussion: """
            Without --into the stopped local district gets them. Without --moment all are brought to the last moment \
            that all of them reach, and those that --service names to the end of their logs. Ends with 4 when what they \
            know of each other does not fit: the services concerned will refuse to work.
            """)

    @Option(help: ArgumentHelp("The folder of the backups.", valueName: "archive"))
    var from: String

    @Option(
        help: ArgumentHelp("Where each database gets a folder; else the stopped local district.", valueName: "folder"))
    var into: String?

    @Option(help: "How things should stand, such as 2024-03-01T15:00:00+08:00.")
    var moment: Timestamp?

    @Option(
        name: .customLong("service"), parsing: .singleValue,
        help: "Only the database of this service; can be given again.")
    var services: [ServiceName] = []

    @Flag(help: "Put data that are there aside instead of refusing.")
    var moveAside = false

    @OptionGroup var options: DevOptions

    @Flag(help: "Say which copy would be used and where the folders would be, and do nothing.")
    var dryRun = false

    private struct Rehearsal: Encodable {
        let dryRun = true
        let copy: String
        let moment: Timestamp?
        let through: Timestamp
        let folders: [String]
    }

    func run() async throws {
        let plan = try RestorePlan(Archive(from), to: moment, of: services)
        guard let into else { return try await restoreLocal(plan) }
        try await restore(plan, into: Restorer.places(in: into))
    }

    private func restoreLocal(_ plan: RestorePlan) async throws {
        let directory = try options.districtDirectory()
        for service in plan.services {
            let file = directory.passwordFile(of: service)
            guard FileManager.default.fileExists(atPath: file) else {
                throw BackupError.unusable(
                    path: file,
                    reason: "is missing, and the databases know no other password: put the secrets back first")
            }
        }
        let lock = try await DistrictLock(directory)
        defer { lock.release() }
        if !dryRun { try directory.prepare(fresh: false) }
        try await restore(plan, into: Restorer.places(of: directory))
        if !dryRun { Output.talk("The broker starts empty and is filled from the databases.") }
    }

    private func restore(_ plan: RestorePlan, into places: [ServiceName: String]) async throws {
        let restorer = try Restorer(plan, into: places, movesAside: moveAside)
        let end = plan.moment?.description ?? "the end of its log, which has all through \(plan.through)"
        guard !dryRun else {
            let folders = plan.services.compactMap { places[$0] }
            let rehearsal = Rehearsal(
                copy: plan.copy, moment: plan.moment, through: plan.through, folders: folders)
            return try options.report(rehearsal) {
                "Would bring copy \(plan.copy) to \(end) in \(folders.joined(separator: ", "))."
            }
        }
        let outcome = try await restorer.restore { Output.talk($0) }
        try options.report(outcome) {
            let aside = outcome.aside.isEmpty ? "" : "\nPut aside: \(outcome.aside.joined(separator: ", "))."
            let folders = outcome.folders.joined(separator: ", ")
            return "Copy \(outcome.copy) was brought to \(end) in \(folders).\(aside)"
        }
        guard outcome.misfits.isEmpty else { throw HistoriesDiffer(misfits: outcome.misfits) }
    }
}

/// Databases were brought back that do not fit together.
private struct HistoriesDiffer: ExitStatusError {
    let misfits: [Misfit]

    var exitStatus: ExitStatus { .checkFailed }
    var message: String {
        let lines = misfits.prefix(20).map { misfit in
            "\(misfit.service.rawValue): \(misfit.says) (\(misfit.source.rawValue)/\(misfit.shard)/\(misfit.position))"
        }
        return (lines + ["They do not fit together in \(misfits.count) place(s); choose an earlier moment."])
            .joined(separator: "\n")
    }
}
