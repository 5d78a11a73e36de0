import FoundationEssentials
import Glibc

/// A data folder that `initdb` makes, with checksums.
struct PostgresCluster {
    /// Where PostgreSQL's programs are.
    let programs: String
    /// Of the superuser `postgres`.
    let password: String
    let isDurable: Bool
    let log: String

    /// PostgreSQL refuses to run as root.
    static var user: String? {
        guard geteuid() == 0 else { return nil }
        return getpwnam("postgres") == nil ? "nobody" : "postgres"
    }

    static func giveToUser(_ path: String) throws {
        if let user {
            try FileManager.default.setAttributes([.ownerAccountName: user], ofItemAtPath: path)
        }
    }

    /// - Parameter data: a folder that is not there, in one that the server's user may write to.
    /// - Throws: `LaunchError`, errors of the file system.
    func make(_ data: String) async throws {
        let files = FileManager.default
        let passwordFile = "\(data).password"
        try Data(password.utf8).write(to: URL(filePath: passwordFile))
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: passwordFile)
        try Self.giveToUser(passwordFile)
        let arguments = [
            "--pgdata=\(data)", "--username=postgres", "--pwfile=\(passwordFile)", "--auth=scram-sha-256",
            "--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8",
        ]
        try await ChildProcess.finish(
            ChildProcess.Command(
                "\(programs)/initdb", arguments + (isDurable ? [] : ["--no-sync"]), log: log, user: Self.user))
        try files.removeItem(atPath: passwordFile)
    }
}
