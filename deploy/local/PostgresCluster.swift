import FoundationEssentials
import Glibc

/// A data folder that `initdb` makes, with checksums.
package struct PostgresCluster {
    /// Where PostgreSQL's programs are.
    let programs: String
    /// Of the superuser `postgres`.
    let password: String
    let isDurable: Bool
    let log: String

    /// PostgreSQL refuses to run as root.
    package static var user: String? {
        guard geteuid() == 0 else { return nil }
        return getpwnam("postgres") == nil ? "nobody" : "postgres"
    }

    /// Makes an empty data folder, which is the only one that the server's user writes in.
    ///
    /// - Parameter data: a folder that is not there.
    /// - Throws: errors of the file system.
    static func makeFolder(_ data: String) throws {
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: false)
        try giveToUser(data)
    }

    /// Makes that user the owner of a file or folder, where it is another than this process's.
    package static func giveToUser(_ path: String) throws {
        if let user {
            try FileManager.default.setAttributes([.ownerAccountName: user], ofItemAtPath: path)
        }
    }

    /// - Parameter data: a folder that is not there, in one that `ServerFolder` has made.
    /// - Throws: `LaunchError`, errors of the file system.
    func make(_ data: String) async throws {
        let passwordFile = "\(data).password"
        try Self.makeFolder(data)
        try ServerFolder.put(Data(password.utf8), at: passwordFile, mode: 0o600)
        try Self.giveToUser(passwordFile)
        let arguments = [
            "--pgdata=\(data)", "--username=postgres", "--pwfile=\(passwordFile)", "--auth=scram-sha-256",
            "--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8",
        ]
        try await ChildProcess.finish(
            ChildProcess.Command(
                "\(programs)/initdb", arguments + (isDurable ? [] : ["--no-sync"]), log: log, user: Self.user))
        try FileManager.default.removeItem(atPath: passwordFile)
    }
}
