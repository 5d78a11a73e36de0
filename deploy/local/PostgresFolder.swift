import FoundationEssentials
import Glibc

/// Where PostgreSQL's programs are, which Debian and its kin keep out of the path.
package enum PostgresFolder {
    private static let path = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

    /// The folder of the server's programs on this machine.
    ///
    /// - Parameter scratch: a folder for what `pg_config` says, where nobody else writes.
    /// - Returns: the folder's whole path.
    /// - Throws: `LaunchError` that tells where was looked.
    package static func find(scratch: String) async throws -> String {
        let answer = "\(scratch)/pg_config.out"
        try ServerFolder.put(Data(), at: answer, mode: 0o600)
        defer { unlink(answer) }
        do {
            try await ChildProcess.finish(
                ChildProcess.Command("/usr/bin/env", ["pg_config", "--bindir"], environment: path, log: answer))
        } catch is LaunchError {
            // It belongs to a package of its own, which a machine that only runs a district need not have.
            return try choose(told: nil)
        }
        let told = try String(contentsOfFile: answer, encoding: .utf8).split(separator: "\n").last
        return try choose(told: told.map(String.init))
    }

    /// What `pg_config` tells where the server's programs are there, else the newest version among the packages: `pg_config`
    /// comes with the client's headers, which may be those of a version whose server is not installed.
    ///
    /// - Parameters:
    ///   - told: what `pg_config` tells, where there is one.
    ///   - packages: has a folder for each version.
    /// - Returns: the first folder that has `initdb`.
    /// - Throws: `LaunchError` that tells where was looked.
    static func choose(told: String?, packages: String = "/usr/lib/postgresql") throws(LaunchError) -> String {
        var candidates = versions(in: packages).map { "\(packages)/\($0)/bin" }
        var places = "\(packages)/*/bin"
        if let told {
            candidates.insert(told, at: 0)
            places = "\(told), which pg_config tells, or \(places)"
        }
        let files = FileManager.default
        if let folder = candidates.first(where: { files.isExecutableFile(atPath: "\($0)/initdb") }) { return folder }
        throw LaunchError(program: "initdb", reason: "is not in \(places); install PostgreSQL's server")
    }

    /// The newest first.
    private static func versions(in packages: String) -> [Int] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: packages).compactMap(Int.init).sorted(by: >)
        } catch {
            // Machines without such packages have no such folder.
            return []
        }
    }
}
