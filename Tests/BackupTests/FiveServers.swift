import Foundation
import LocalDistrict
import Model
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import DistrictBackup

/// Five database servers with a table each and without services, and a folder for their backups.
struct FiveServers: Sendable {
    let folder: String
    let servers: [ServiceName: PostgresServer]

    var archive: Archive { Archive("\(folder)/archive") }
    var file: String { "\(folder)/servers.conf" }

    /// Runs `body` with servers that have further settings, and removes them then.
    static func run(options: [String] = [], _ body: (FiveServers) async throws -> Void) async throws {
        let prefix = "tongti-test-backup-"
        try ScratchFolder.removeLeftovers(prefix)
        let folder = "\(ScratchFolder.path)/\(prefix)\(getpid())-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let five = FiveServers(folder: folder, servers: try await start(in: folder, options: options))
        try five.writeFile()
        for service in ServiceName.allCases {
            try await five.execute(service, "CREATE TABLE entry (number bigint NOT NULL PRIMARY KEY)")
        }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(five))
        } catch {
            result = .failure(error)
        }
        try await five.stop()
        try FileManager.default.removeItem(atPath: folder)
        try result.get()
    }

    /// All at once: most of the time that a server takes to start or to end, it waits.
    private static func start(in folder: String, options: [String]) async throws -> [ServiceName: PostgresServer] {
        try await withThrowingTaskGroup(of: (ServiceName, PostgresServer).self) { group in
            for service in ServiceName.allCases {
                group.addTask {
                    let server = try await PostgresServer.start(
                        in: "\(folder)/\(service.rawValue)", role: service.rawValue,
                        options: options)
                    return (service, server)
                }
            }
            var servers: [ServiceName: PostgresServer] = [:]
            for try await (service, server) in group { servers[service] = server }
            return servers
        }
    }

    private func stop() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for server in servers.values { group.addTask { try await server.stop() } }
            for try await _ in group {}
        }
    }

    /// As `--servers` names it.
    private func writeFile() throws {
        let sections = servers.map { service, server in
            let access = server.administration
            return BackupServers.section(of: service, port: access.port, password: access.password ?? "")
        }
        try Data(sections.joined().utf8).write(to: URL(filePath: file))
    }

    func server(_ service: ServiceName) throws -> PostgresServer { try #require(servers[service]) }

    func execute(_ service: ServiceName, _ statement: SQL) async throws {
        let connection = try await PostgresConnection.connect(try server(service).configuration)
        try await connection.execute(statement)
        await connection.close()
    }

    /// Does in one session what only a superuser may.
    func administer(_ service: ServiceName, _ statements: [SQL]) async throws {
        let connection = try await PostgresConnection.connect(try server(service).administration)
        for statement in statements { try await connection.execute(statement) }
        await connection.close()
    }

    /// Ends the segment that is being written, as a server does when it is full.
    func endSegment(_ service: ServiceName) async throws {
        try await administer(service, ["SELECT pg_switch_wal()::text"])
    }

    /// How many logs a server keeps for others.
    func slots(_ service: ServiceName) async throws -> Int64? {
        let connection = try await PostgresConnection.connect(try server(service).administration)
        let count = try await connection.query("SELECT count(*) FROM pg_replication_slots", as: Int64.self).first
        await connection.close()
        return count
    }

    /// The process by which a server sends its log to `receive`.
    func sender(_ service: ServiceName) async throws -> Int32? {
        let connection = try await PostgresConnection.connect(try server(service).administration)
        let pid = try await connection.query(
            "SELECT pid FROM pg_stat_replication WHERE application_name = 'tongti_backup'", as: Int32.self
        ).first
        await connection.close()
        return pid
    }

    /// In how many seconds the connections to a server on which nobody speaks are tried next.
    func trials(_ service: ServiceName) throws -> [Int] {
        let port = String(try server(service).administration.port, radix: 16, uppercase: true)
        return try KernelFile.lines(of: "/proc/net/tcp").compactMap { connection in
            // The second and third are the ends, then whether it is established, and which timer it has, in hundredths.
            let columns = connection.split(separator: " ")
            guard columns[2].hasSuffix(":\(port)"), columns[3] == "01", columns[5].hasPrefix("02:") else { return nil }
            return Int(columns[5].dropFirst(3), radix: 16).map { $0 / 100 }
        }
    }

    // MARK: - Backups

    func take(keep: Int? = nil) async throws -> CopyTaker.Outcome {
        try await BackupServers.with(file: file) { try await CopyTaker(archive, of: $0) { _ in }.take(keep: keep) }
    }

    func check() async throws -> [ArchiveCheck.Fault] {
        try await BackupServers.with(file: file) { try await ArchiveCheck(archive, with: $0).run().faults }
    }

    /// Runs `body` while the logs are received.
    @discardableResult
    func receiving<R: Sendable>(_ body: @escaping @Sendable (Changes) async throws -> R) async throws -> R {
        try await beginning { changes in
            for service in ServiceName.allCases { try await changes.told(service, .receiving) }
            return try await body(changes)
        }
    }

    /// Runs `body` from the moment on at which receiving is begun.
    func beginning<R: Sendable>(_ body: @escaping @Sendable (Changes) async throws -> R) async throws -> R {
        let changes = Changes()
        let archive = self.archive
        return try await BackupServers.with(file: file) { servers in
            let keeper = LogKeeper(
                archive, from: servers, pace: .milliseconds(500), tell: changes.note, shouldEnd: { changes.isEnded })
            return try await withThrowingTaskGroup(of: R?.self) { group in
                group.addTask {
                    try await keeper.run()
                    return nil
                }
                group.addTask {
                    defer { changes.end() }
                    return try await body(changes)
                }
                var result: R?
                for try await value in group { result = result ?? value }
                return try #require(result)
            }
        }
    }

    /// Waits until the logs lead beyond what has been committed by now.
    ///
    /// - Returns: a moment that lies between what was committed before the call, and after it.
    func received(of services: [ServiceName] = ServiceName.allCases) async throws -> Timestamp {
        let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        try await waitWhile {
            try services.contains { try completeThrough($0).map { $0 <= now } ?? true }
        }
        return now
    }

    func completeThrough(_ service: ServiceName) throws -> Timestamp? {
        try StoredLog.all(of: service, in: archive).last?.state.completeThrough
    }

    /// A copy with one row in each table, and then a log with two more over three segments.
    func prepare() async throws -> CopyTaker.Outcome {
        try await receiving { _ in
            for service in ServiceName.allCases {
                try await execute(service, "INSERT INTO entry (number) VALUES (1)")
            }
            let copy = try await take()
            for service in ServiceName.allCases {
                for number in Int64(2)...3 {
                    try await execute(service, "INSERT INTO entry (number) VALUES (\(number))")
                    try await endSegment(service)
                }
            }
            _ = try await received()
            return copy
        }
    }

    // MARK: - What came back

    static func flip(_ path: String, at offset: UInt64) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: offset)
        let byte = try #require(try file.read(upToCount: 1)?.first)
        try file.seek(toOffset: offset)
        try file.write(contentsOf: Data([byte ^ 0xff]))
        try file.close()
    }

    /// Restores and reads the numbers of a service's table, all services one after another.
    func numbers(to moment: Timestamp?, of services: [ServiceName] = []) async throws -> [ServiceName: [Int64]] {
        let back = "\(folder)/back-\(UUID().uuidString.prefix(8))"
        // Passable for the user of the servers.
        try FileManager.default.createDirectory(atPath: back, withIntermediateDirectories: true)
        let plan = try RestorePlan(archive, to: moment, of: services)
        let places = plan.services.map { ($0, "\(back)/\($0.rawValue)/data") }
        for (service, place) in places where service == .funds {
            // As a volume is, which cannot be moved.
            try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
            for path in ["\(back)/funds", place] { try PostgresCluster.giveToUser(path) }
        }
        let outcome = try await Restorer(plan, into: Dictionary(uniqueKeysWithValues: places)).restore { _ in }
        #expect(outcome.misfits.isEmpty && outcome.folders.count == plan.services.count)
        var numbers: [ServiceName: [Int64]] = [:]
        for service in plan.services {
            let server = try await PostgresServer.start(
                in: "\(back)/\(service.rawValue)", role: service.rawValue)
            let connection = try await PostgresConnection.connect(server.configuration)
            numbers[service] = try await connection.query("SELECT number FROM entry ORDER BY number", as: Int64.self)
            await connection.close()
            try await server.stop()
        }
        return numbers
    }
}

/// What is told of the servers while their logs are received.
final class Changes: Sendable {
    private struct State {
        var isEnded = false
        var reports: [LogKeeper.Report] = []
    }

    private let state = Mutex(State())

    var isEnded: Bool { state.withLock(\.isEnded) }

    func end() { state.withLock { $0.isEnded = true } }

    @Sendable func note(_ report: LogKeeper.Report) { state.withLock { $0.reports.append(report) } }

    func count(_ service: ServiceName, _ change: LogKeeper.Report.State) -> Int {
        state.withLock { state in state.reports.count { $0.service == service && $0.state == change } }
    }

    /// Waits until something was told so often.
    func told(_ service: ServiceName, _ change: LogKeeper.Report.State, times: Int = 1) async throws {
        try await waitWhile { count(service, change) < times }
    }
}
