import FoundationEssentials
import Glibc
package import LocalDistrict
package import Model

/// `tongti backup restore`: brings copies forward to a moment, or to the end of their logs.
package struct Restorer: Sendable {
    private let plan: RestorePlan
    private let folders: [ServiceName: String]
    private let movesAside: Bool
    private let places: [Place]

    /// The data folder that a server is to have.
    private struct Place: Sendable {
        let service: ServiceName
        let path: String
        /// Where it is recovered: a folder that is there and empty may be a volume, which cannot be moved; every other
        /// one is whole or it is not there.
        let draft: String
    }

    /// What was brought back.
    package struct Outcome: Encodable, Sendable {
        package let copy: String
        /// Absent where each log was read to its end.
        package let moment: Timestamp?
        /// All that was committed until then is there, unless the moment is before.
        package let through: Timestamp
        package let folders: [String]
        /// Where what was there before is now.
        package let aside: [String]
        /// Empty where the services will go on; otherwise those concerned will refuse to work.
        package let misfits: [Misfit]
    }

    /// The folders are ``places(in:)`` or ``places(of:)``; what is there is put aside beside them, or refused.
    ///
    /// - Throws: `BackupError.unusable` where a folder has content.
    package init(_ plan: RestorePlan, into folders: [ServiceName: String], movesAside: Bool = false) throws {
        self.plan = plan
        self.folders = folders
        self.movesAside = movesAside
        places = try plan.services.compactMap { service -> Place? in
            guard let path = folders[service] else { return nil }
            let isThere = FileManager.default.fileExists(atPath: path)
            let isEmpty = try !isThere || FileManager.default.contentsOfDirectory(atPath: path).isEmpty
            guard isEmpty || movesAside else {
                throw BackupError.unusable(path: path, reason: "has content; --move-aside puts that beside it")
            }
            return Place(service: service, path: path, draft: isThere && isEmpty ? path : "\(path).new")
        }
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
        try await locked {
            // Another process may have filled them since they were looked at.
            try await Restorer(plan, into: folders, movesAside: movesAside).bringBack(telling: tell)
        }
    }

    /// Runs `body` while no other process restores there.
    ///
    /// A folder that is there is locked itself, as it may be a volume, which is elsewhere for others.
    func locked<R>(_ body: () async throws -> R) async throws -> R {
        var targets: Set<String> = []
        for place in places {
            // The server's user passes it, and cannot exchange what is put there.
            let parent = URL(filePath: place.path).deletingLastPathComponent().path
            try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
            targets.insert(parent)
            if FileManager.default.fileExists(atPath: place.path) { targets.insert(place.path) }
        }
        var locks: [Int32] = []
        defer {
            for lock in locks { close(lock) }
        }
        for folder in targets.sorted() { locks.append(try Archive.lock(folder, O_RDONLY, of: folder)) }
        return try await body()
    }

    // MARK: - Steps

    private func bringBack(telling tell: @escaping @Sendable (String) -> Void) async throws -> Outcome {
        // What one that was killed has left.
        for place in places where place.draft != place.path { try Archive.removeIfThere(place.draft) }
        let misfits: [Misfit]
        let aside: [String]
        do {
            misfits = try await BackupServers.with(file: "/dev/null", isPassable: true) { servers in
                try await recover(with: servers, telling: tell)
            }
            aside = try putInPlace()
        } catch {
            do {
                try discard()
            } catch let remains {
                tell("What was begun cannot be removed: \(remains)")
            }
            throw error
        }
        return Outcome(
            copy: plan.copy, moment: plan.moment, through: plan.through, folders: places.map(\.path), aside: aside,
            misfits: misfits)
    }

    private func recover(
        with servers: BackupServers, telling tell: @Sendable (String) -> Void
    ) async throws -> [Misfit] {
        try await running { (started: inout [RestoredServer]) -> [Misfit] in
            for place in places {
                tell("Recovering \(place.service.rawValue) …")
                try await fill(place, with: servers)
                let server = try await RestoredServer.start(
                    place.service, data: place.draft, to: plan.moment, with: servers)
                started.append(server)
                let received = plan.logs[place.service]?.state.position
                try await server.awaitRecovered(through: plan.moment == nil ? received : nil)
            }
            tell("Comparing what they know of each other …")
            return try await HistoryComparison.misfits(among: started)
        } stopping: {
            try await $0.stop()
        } telling: {
            tell($0)
        }
    }

    /// Puts a copy and its log where a server can recover them.
    ///
    /// PostgreSQL renames and overwrites what is in its folder, so nothing of the archive is linked there.
    private func fill(_ place: Place, with servers: BackupServers) async throws {
        let (service, draft) = (place.service, place.draft)
        let server = try plan.stored.server(of: service)
        try await servers.run(
            "/usr/bin/env",
            [
                "cp", "--recursive", "--no-target-directory", "--preserve=mode,timestamps", "--reflink=auto",
                plan.stored.data(of: service), draft,
            ], for: service)
        // Another process may have removed what was being read.
        try await servers.verify(draft, service)
        // Before there is a log: a server that somebody starts here, should this process be killed, refuses then.
        try Archive.makeFile("\(draft)/recovery.signal")
        let identity = server.identity
        let own = try LogFiles(in: plan.stored.log(of: service), of: identity)
        var segments = own.named(from: identity.segment(at: server.start))
        if let log = plan.logs[service] {
            // The last segment of the copy's own log goes on there.
            let next = identity.segment(before: server.end)
            let last = plan.moment == nil ? nil : log.state.position.map(identity.segment(before:))
            segments.removeAll { $0.name >= identity.fileName(of: next) }
            segments += try log.files.named(from: next, through: last ?? .max)
        }
        for segment in segments {
            try FileManager.default.copyItem(atPath: segment.path, toPath: "\(draft)/pg_wal/\(segment.name)")
        }
        if let user = PostgresCluster.user {
            try await servers.run("/usr/bin/env", ["chown", "--recursive", user, draft], for: service)
        }
    }

    /// Removes what was begun.
    private func discard() throws {
        for place in places {
            guard place.draft == place.path, FileManager.default.fileExists(atPath: place.path) else {
                try Archive.removeIfThere(place.draft)
                continue
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: place.path) {
                try FileManager.default.removeItem(atPath: "\(place.path)/\(name)")
            }
        }
    }

    /// - Returns: where what was there before is now.
    private func putInPlace() throws -> [String] {
        var aside: [String] = []
        var moves: [(from: String, to: String)] = []
        for place in places where place.draft != place.path {
            if FileManager.default.fileExists(atPath: place.path) {
                aside.append("\(place.path).until-\(Archive.stamp())")
                moves.append((place.path, aside[aside.count - 1]))
            }
            moves.append((place.draft, place.path))
        }
        for (index, move) in moves.enumerated() where rename(move.from, move.to) != 0 {
            let reason = String(cString: strerror(errno))
            // A volume, for instance, cannot be moved: then nothing is.
            for done in moves[..<index].reversed() {
                try FileManager.default.moveItem(atPath: done.to, toPath: done.from)
            }
            throw BackupError.unusable(path: move.from, reason: "cannot be moved: \(reason)")
        }
        return aside
    }
}
