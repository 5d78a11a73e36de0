import FoundationEssentials
import Glibc

/// A data folder that is made once in a process and copied for each server that a crash of the machine may cost: `initdb`
/// takes most of a second, and a test's district has five servers.
enum PostgresTemplate {
    /// Of the superuser `postgres` of every copy.
    static let password = UUID().uuidString

    private static let data = Once<String>()
    private static let prefix = "tongti-postgres-template-"

    /// - Parameters:
    ///   - data: a folder that is not there.
    ///   - programs: where PostgreSQL's programs are.
    ///   - log: takes what the programs say.
    /// - Throws: `LaunchError`, errors of the file system.
    static func copy(to data: String, programs: String, log: String) async throws {
        let template = try await self.data.value { try await make(programs: programs, log: log) }
        try PostgresCluster.makeFolder(data)
        try await ChildProcess.finish(
            ChildProcess.Command(
                "/usr/bin/env", ["cp", "--archive", "--reflink=auto", "--no-target-directory", template, data],
                environment: ["PATH": "/usr/bin:/bin"], log: log, user: PostgresCluster.user))
    }

    private static func make(programs: String, log: String) async throws -> String {
        try ScratchFolder.removeLeftovers(prefix)
        try ServerFolder.make(folder)
        atexit { PostgresTemplate.remove() }
        let data = "\(folder)/data"
        try await PostgresCluster(programs: programs, password: password, isDurable: false, log: log).make(data)
        return data
    }

    private static var folder: String { "\(ScratchFolder.path)/\(prefix)\(getpid())" }

    private static func remove() {
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            print("could not remove \(folder): \(error)")
        }
    }
}
