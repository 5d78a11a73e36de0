import Foundation
import Glibc
import Model
import Testing

@testable import LocalDistrict

/// What root writes for servers that run as other users, who may have put something there.
@Suite(.timeLimit(.minutes(1))) struct ServerFolderTests {
    /// Root becomes another user for the server, who owned the whole folder in earlier versions.
    private static let isRoot = geteuid() == 0

    @Test func `the gateway's files replace what has their names, and no link is followed`() async throws {
        try await withFolder { (folder: String, victim: String) async throws in
            let gateway = "\(folder)/gateway"
            try FileManager.default.createDirectory(atPath: gateway, withIntermediateDirectories: false)
            let names = ["nginx.conf", "gateway.conf", "tls-on.conf", "certificate.pem", "key.pem"]
            for name in names { try plant(at: "\(gateway)/\(name)", to: victim) }
            try give(gateway, to: "www-data")
            try await TestCertificates.with { (certificates: TestCertificates) async throws in
                var program = try program(in: gateway)
                program.certificate = try await certificates.make("gateway")
                try await program.prepare()
            }

            #expect(try String(contentsOfFile: victim, encoding: .utf8) == "untouched")
            for name in names { #expect(try kind(of: "\(gateway)/\(name)") == .typeRegular, "\(name)") }
            #expect(try owner(of: victim) == geteuid())
            try expectOwn(gateway, isOpenToAnother: Self.isRoot)
            #expect(try owner(of: "\(gateway)/key.pem") == user("www-data"))
            #expect(try owner(of: "\(gateway)/run") == user("www-data"), "where nginx writes")
        }
    }

    @Test func `a link in the place of a server's own folder is refused, and what it leads to stays as it is`()
        async throws
    {
        try await withFolder { (folder: String, _: String) async throws in
            let gateway = "\(folder)/gateway"
            let other = "\(folder)/other"
            for path in [gateway, other] {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            }
            chmod(other, 0o700)
            try plant(at: "\(gateway)/run", to: other)
            await #expect(throws: DistrictError.self) { try await program(in: gateway).prepare() }
            #expect(try owner(of: other) == geteuid())
            #expect(try mode(of: other) == 0o700)
        }
    }

    @Test func `a database's password replaces what has its name, and its folder stays ours`() async throws {
        try await withFolder { (folder: String, victim: String) async throws in
            let server = "\(folder)/postgres"
            try FileManager.default.createDirectory(atPath: server, withIntermediateDirectories: false)
            for name in ["data.new.password", "pg_config.out"] { try plant(at: "\(server)/\(name)", to: victim) }
            try give(server, to: PostgresCluster.user)
            let program = PostgresProgram(
                .init(
                    directory: server, port: 1, role: "tongti", database: "tongti", password: "secret", isDurable: true,
                    log: "/dev/null"))
            try await program.prepare()

            #expect(try String(contentsOfFile: victim, encoding: .utf8) == "untouched")
            #expect(try owner(of: victim) == geteuid())
            try expectOwn(server, isOpenToAnother: true)
            #expect(try owner(of: "\(server)/data") == user(PostgresCluster.user))
            #expect(try mode(of: "\(server)/data") == 0o700)
            #expect(!FileManager.default.fileExists(atPath: "\(server)/data.new.password"))
        }
    }

    /// Other users can pass, and see and change nothing.
    private func expectOwn(_ folder: String, isOpenToAnother: Bool) throws {
        #expect(try owner(of: folder) == geteuid())
        #expect(try mode(of: folder) == (isOpenToAnother ? 0o711 : 0o700))
    }

    private func program(in folder: String) throws -> GatewayProgram {
        GatewayProgram(
            port: 1, servicePorts: [:], templates: try BuildFolder.current().root + "/deploy/nginx", folder: folder,
            log: "/dev/null")
    }

    /// Gives a folder with a file beside it that nothing may touch.
    private func withFolder(_ body: (String, String) async throws -> Void) async throws {
        let folder = "/tmp/tongti-server-folder-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
        chmod(folder, 0o755)
        let victim = "\(folder)/victim"
        try "untouched".write(toFile: victim, atomically: true, encoding: .utf8)
        try await body(folder, victim)
    }

    private func plant(at link: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    }

    private func give(_ path: String, to name: String?) throws {
        guard Self.isRoot, let name else { return }
        try FileManager.default.setAttributes([.ownerAccountName: name], ofItemAtPath: path)
    }

    /// Whose id a server's own files have.
    private func user(_ name: String?) throws -> uid_t {
        guard Self.isRoot, let name else { return geteuid() }
        return try #require(getpwnam(name)).pointee.pw_uid
    }

    private func owner(of path: String) throws -> uid_t { try facts(of: path).st_uid }
    private func mode(of path: String) throws -> mode_t { try facts(of: path).st_mode & 0o7777 }

    private func kind(of path: String) throws -> FileAttributeType? {
        try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    }

    private func facts(of path: String) throws -> stat {
        var facts = stat()
        let outcome = lstat(path, &facts)
        try #require(outcome == 0, "\(path)")
        return facts
    }
}
