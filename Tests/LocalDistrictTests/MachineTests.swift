import Foundation
import Glibc
import Testing

@testable import LocalDistrict

/// What a district needs of the machine that it runs on.
@Suite struct MachineTests {
    // MARK: - PostgreSQL

    /// A folder like `/usr/lib/postgresql`, in which versions may have programs.
    private func withPackages(_ programs: [String], _ body: (_ packages: String) throws -> Void) throws {
        let packages = FileManager.default.temporaryDirectory.appending(path: "tongti-packages-\(UUID())").path
        defer {
            do { try FileManager.default.removeItem(atPath: packages) } catch { Issue.record(error) }
        }
        try FileManager.default.createDirectory(atPath: packages, withIntermediateDirectories: true)
        for program in programs {
            let path = URL(filePath: "\(packages)/\(program)")
            try FileManager.default.createDirectory(
                at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            #expect(
                FileManager.default.createFile(
                    atPath: path.path, contents: nil, attributes: [.posixPermissions: 0o755]))
        }
        try body(packages)
    }

    @Test func `PostgreSQL is where pg_config tells, where its server is there`() throws {
        try withPackages(["15/bin/initdb", "16/bin/initdb"]) { packages in
            let folder = try PostgresFolder.choose(told: "\(packages)/15/bin", packages: packages)
            #expect(folder == "\(packages)/15/bin")
        }
    }

    @Test(arguments: [nil, "/no/such/folder", "17/bin"])
    func `else it is the newest of the packages that have a server`(told: String?) throws {
        try withPackages(["9/bin/initdb", "16/bin/initdb", "17/bin/psql", "notes/bin/initdb"]) { packages in
            let told = told.map { $0.hasPrefix("/") ? $0 : "\(packages)/\($0)" }
            let folder = try PostgresFolder.choose(told: told, packages: packages)
            #expect(folder == "\(packages)/16/bin")
        }
    }

    @Test func `a machine without a server is told where was looked`() throws {
        try withPackages(["17/bin/psql"]) { packages in
            let error = #expect(throws: LaunchError.self) {
                try PostgresFolder.choose(told: "/opt/pg/bin", packages: packages)
            }
            #expect(
                error?.description
                    == "initdb: is not in /opt/pg/bin, which pg_config tells, or \(packages)/*/bin; "
                    + "install PostgreSQL's server")
        }
        #expect(throws: LaunchError.self) { try PostgresFolder.choose(told: nil, packages: "/no/such/folder") }
    }

    // MARK: - Ports

    @Test func `of processes that look for free ports each has its own, and gives them back`() throws {
        var first = try FreePort.reserve()
        // Connections that were closed a moment ago keep a port from who does not reuse it, though it is free for a server.
        while [first, first + 2].contains(where: { PortClaim(on: $0..<$0 + 2, parts: 1) == nil }) {
            first = try FreePort.reserve()
        }
        let range = first..<first + 4
        var one = PortClaim(on: range, parts: 2)
        let other = PortClaim(on: range, parts: 2)
        #expect(one?.ports == first + 1..<first + 2)
        #expect(other?.ports == first + 3..<first + 4)
        #expect(FreePort.obstacle(to: first) == "is taken by another program")
        #expect(PortClaim(on: range, parts: 2) == nil)
        one = nil
        #expect(PortClaim(on: range, parts: 2)?.ports == first + 1..<first + 2)
    }

    @Test func `a port that cannot be opened tells why, and which option names another`() throws {
        let port = try FreePort.reserve()
        #expect(FreePort.obstacle(to: port) == nil)
        #expect(FreePort.obstacle(to: 65_536) == "is no port: they end with 65535")
        func told(_ code: Int32, _ part: DistrictPart) -> String {
            DistrictError.portUnusable(80, part, reason: FreePort.obstacle(code)).description
        }
        #expect(told(EADDRINUSE, .gateway) == "port 80 is taken by another program; choose one with --port")
        #expect(
            told(EACCES, .gateway) == "port 80 is open to root alone, as those below 1024 are; choose one with --port")
        #expect(
            told(EACCES, .broker)
                == "port 80, meant for broker, is open to root alone, as those below 1024 are; choose other ones with "
                + "--base-port")
        #expect(told(EADDRNOTAVAIL, .gateway).contains("cannot be opened (Cannot assign requested address)"))
    }
}
