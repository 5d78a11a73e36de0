import FoundationEssentials
import Glibc
package import LocalDistrict
package import Model

/// `tongti backup restore`: brings copies forward to a moment, or to the end of their logs.
package struct Restorer: Sendable {
    private let plan: RestorePlan
    /// The data folder that each server is to have.
    private let places: [ServiceName: String]
    /// Where each is recovered, by its place: a folder that is there and empty may be a volume, which cannot be moved;
    /// every other one is whole or it is not there.
    private let drafts: [String: String]

    /// What was brought back.
    package struct Outcome: Encodable, Sendable {
        package let copy: String
        /// Absent where each log was read to its end.
        package let moment: Timestamp?
        package let folders: [String]
        /// Where what was there before is now.
        package let aside: [String]
        /// Empty where the services will go on; otherwise those concerned will refuse to work.
        package let misfits: [Misfit]
    }

    /// The places are ``places(in:)`` or ``places(of:)``; what is there is put aside beside them, or refused.
    ///
    /// - Throws: `BackupError.unusable` where a folder has content.
    package init(_ plan: RestorePlan, into places: [ServiceName: String], movesAside: Bool = false) throws {
        self.plan = plan
        self.places = places.filter { plan.services.contains($0.key) }
        var drafts: [String: String] = [:]
        for place in self.places.values.sorted() {
            let isThere = FileManager.default.fileExists(atPath: place)
            let isEmpty = try !isThere || FileManager.default.contentsOfDirectory(atPath: place).isEmpty
            guard isEmpty || movesAside else { throw BackupError.unusable(path: place, reason: "has content") }
            drafts[place] = isThere && isEmpty ? place : "\(place).new"
        }
        self.drafts = drafts
    }

    /// A folder for each service, in one that is made where it is missing.
    package static func places(in folder: String) -> [ServiceName: String] {
        let path = URL(filePath: folder).standardizedFileURL.path
        return Dictionary(uniqueKeysWithValues: ServiceName.allCases.map { ($0, "\(path)/\($0.rawValue)") })
    }

    /// Where a local district looks for them.
    package static func places(of directory: DistrictDirectory) -> [ServiceName: String] {
        Dictionary(uniqueKeysWithValues: ServiceName.allCases.map { ($0, "\(directory.databaseFolder(of: $0))/data") })
    }

    /// - Returns: what was brought back, and what of it does not fit.
    /// - Throws: `BackupError`; the places are as they were then.
    package func restore(telling tell: @escaping @Sendable (String) -> Void) async throws -> Outcome {
        let sockets = "\(ScratchFolder.path)/tongti-restore-\(getpid())-\(UUID().uuidString.prefix(8))"
        try ScratchFolder.removeLeftovers("tongti-restore-")
        try Archive.makeFolder(sockets)
        try PostgresCluster.giveToUser(sockets)
        let result: Result<[Misfit], any Error>
        do {
            // What one that was killed has left.
            for (place, draft) in drafts where draft != place && FileManager.default.fileExists(atPath: draft) {
                try FileManager.default.removeItem(atPath: draft)
            }
            result = .success(try await recover(in: sockets, telling: tell))
        } catch {
            result = .failure(error)
        }
        try FileManager.default.removeItem(atPath: sockets)
        if case .failure = result { try discard() }
        let misfits = try result.get()
        var aside: [String] = []
        for place in places.values.sorted() {
            guard let draft = drafts[place], draft != place else { continue }
            if FileManager.default.fileExists(atPath: place) {
                aside.append("\(place).until-\(Archive.stamp())")
                try FileManager.default.moveItem(atPath: place, toPath: aside[aside.count - 1])
            }
            try FileManager.default.moveItem(atPath: draft, toPath: place)
        }
        return Outcome(
            copy: plan.copy, moment: plan.moment, folders: places.values.sorted(), aside: aside, misfits: misfits)
    }

    // MARK: - Steps

    /// Removes what was begun.
    private func discard() throws {
        for (place, draft) in drafts where FileManager.default.fileExists(atPath: draft) {
            guard draft == place else {
                try FileManager.default.removeItem(atPath: draft)
                continue
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: draft) {
                try FileManager.default.removeItem(atPath: "\(draft)/\(name)")
            }
        }
    }

    private func recover(in sockets: String, telling tell: @Sendable (String) -> Void) async throws -> [Misfit] {
        let surroundings = RestoredServer.Surroundings(
            programs: try await PostgresFolder.find(scratch: sockets), sockets: sockets)
        var servers: [RestoredServer] = []
        var result: Result<[Misfit], any Error>
        do {
            for service in plan.services {
                guard let place = places[service], let draft = drafts[place] else { continue }
                tell("Recovering \(service.rawValue) …")
                try await copy(service, to: draft)
                // Not in the data folder, and not removed where the recovery fails.
                let log = "\(place).log"
                if access(log, F_OK) == 0 { try FileManager.default.removeItem(atPath: log) }
                let server = try await RestoredServer.start(
                    service, data: draft, log: log, to: plan.moment, in: surroundings)
                servers.append(server)
                try await server.awaitRecovered(through: plan.moment == nil ? plan.logs[service]?.state.position : nil)
                try FileManager.default.removeItem(atPath: log)
            }
            tell("Comparing what they know of each other …")
            let configurations = servers.map { ($0.service, $0.configuration) }
            result = .success(
                try await HistoryComparison.misfits(among: Dictionary(uniqueKeysWithValues: configurations)))
        } catch {
            result = .failure(error)
        }
        for server in servers {
            do {
                try await server.stop()
            } catch {
                // Where something failed before, that is what people need to hear.
                if case .success = result { result = .failure(error) } else { tell("\(error)") }
            }
        }
        return try result.get()
    }

    /// Puts a copy and its log where a server can recover them.
    ///
    /// PostgreSQL renames and overwrites what is in its folder, so nothing of the archive is linked there.
    private func copy(_ service: ServiceName, to draft: String) async throws {
        let server = try plan.stored.server(of: service)
        let parent = URL(filePath: draft).deletingLastPathComponent().path
        if !FileManager.default.fileExists(atPath: parent) {
            try Archive.makeFolder(parent)
            try PostgresCluster.giveToUser(parent)
        }
        let words = ["cp", "--recursive", "--no-target-directory", "--preserve=mode,timestamps", "--reflink=auto"]
        try await run(words + [plan.stored.data(of: service), draft], for: service)
        let identity = server.identity
        var segments = try LogFiles(in: plan.stored.log(of: service), of: identity).named(
            from: identity.segment(at: server.start))
        if let log = plan.logs[service] {
            // The last segment of the copy's own log goes on there.
            let next = identity.segment(before: server.end)
            segments.removeAll { $0.name >= identity.fileName(of: next) }
            let last = plan.moment == nil ? nil : log.state.position.map(identity.segment(before:))
            segments += try log.files.named(from: next, through: last)
        }
        for segment in segments {
            try FileManager.default.copyItem(atPath: segment.path, toPath: "\(draft)/pg_wal/\(segment.name)")
        }
        if let user = PostgresCluster.user { try await run(["chown", "--recursive", user, draft], for: service) }
    }

    private func run(_ words: [String], for service: ServiceName) async throws {
        do {
            try await ChildProcess.finish(
                ChildProcess.Command("/usr/bin/env", words, environment: ["PATH": "/usr/bin:/bin"], log: nil))
        } catch let error as LaunchError {
            throw BackupError.failed(service, doing: words[0], reason: error.reason)
        }
    }
}
