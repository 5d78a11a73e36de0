import Foundation
import Model
import TestSupport
import Testing

@testable import LocalDistrict

/// A real nginx with the clone's templates.
struct RunningGateway: Sendable {
    let port: Int
    /// Where it answers, with the scheme that it speaks.
    let url: String
    /// What it has rendered, and where it writes.
    let folder: String
    let board: StatusBoard

    /// Runs one for as long as `body` takes.
    ///
    /// Services that are not named are away.
    static func with(
        services: [ServiceName: Int] = [:], front: String? = nil, certificate: GatewayCertificate? = nil,
        _ body: (RunningGateway) async throws -> Void
    ) async throws {
        // With blanks, as clones may lie in folders that have some.
        let directory = DistrictDirectory("/tmp/tongti gateway \(UUID().uuidString)")
        try directory.prepare(fresh: true)
        let port = try FreePort.reserve()
        // Port 1 is one on which nobody listens.
        let ports = ServiceName.allCases.map { ($0, [services[$0] ?? 1]) }
        var program = GatewayProgram(
            port: port, servicePorts: Dictionary(uniqueKeysWithValues: ports),
            templates: try BuildFolder.current().root + "/deploy/nginx", folder: "\(directory.data)/gateway",
            log: directory.log(of: .gateway))
        if let front { program.front = front }
        program.certificate = certificate
        let supervisor = Supervisor(part: .gateway, program: program, board: StatusBoard(), directory: directory)
        let scheme = certificate == nil ? "http" : "https"
        let gateway = RunningGateway(
            port: port, url: "\(scheme)://127.0.0.1:\(port)", folder: program.folder, board: supervisor.board)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await supervisor.run() }
            let entry = try await supervisor.board.wait(for: .gateway) { $0.phase == .ready || $0.failures >= 3 }
            let log = LogTail.lines(of: directory.log(of: .gateway), count: 10)
            #expect(entry.phase == .ready, "\(entry.lastEnd ?? "") \(log)")
            if entry.phase == .ready { try await body(gateway) }
            try await supervisor.stop(grace: .seconds(5))
            try await group.waitForAll()
        }
        try directory.remove()
    }

    /// Runs a Python script that stands for a service, on the port that it is given, for as long as `body` takes.
    static func withService(_ script: String, _ body: (Int) async throws -> Void) async throws {
        let port = try FreePort.reserve()
        let log = "/tmp/tongti-gateway-service-\(port).log"
        let service = try await ChildProcess.start(
            .init("/usr/bin/python3", ["-u", "-c", script, "\(port)"], log: log))
        try await waitWhile { await !HTTPProbe.succeeds(port: port, path: "/") }
        try await body(port)
        try await service.stop()
        try FileManager.default.removeItem(atPath: log)
    }

    /// What a Python script prints that stands for a client.
    static func client(_ script: String, _ arguments: [String]) async throws -> String {
        let log = "/tmp/tongti-gateway-client-\(UUID().uuidString).log"
        let client = try await ChildProcess.start(
            .init("/usr/bin/python3", ["-W", "ignore", "-c", script] + arguments, log: log))
        _ = try await client.exited()
        let words = try String(contentsOfFile: log, encoding: .utf8)
        try FileManager.default.removeItem(atPath: log)
        return words
    }
}

/// Certificates that are made for a test, in a folder that goes with it.
struct TestCertificates: Sendable {
    let folder: String

    static func with(_ body: (TestCertificates) async throws -> Void) async throws {
        let folder = "/tmp/tongti certificates \(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
        try await body(TestCertificates(folder: folder))
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// A certificate for 127.0.0.1 that nobody but its key has signed: `NAME.pem` and `NAME.key`.
    func make(_ name: String, for names: String = "IP:127.0.0.1,DNS:localhost") async throws -> GatewayCertificate {
        try await openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=gateway "
                + "-addext subjectAltName=\(names) -keyout \(name).key -out \(name).pem")
        return pair(name, name)
    }

    /// The same for the days of one year.
    func make(_ name: String, in year: Int) async throws -> GatewayCertificate {
        let authority = """
            [ca]
            default_ca = own
            [own]
            database = index
            unique_subject = no
            new_certs_dir = .
            rand_serial = yes
            default_md = sha256
            policy = any
            copy_extensions = copy
            [any]
            commonName = supplied

            """
        for (file, content) in [("authority", authority), ("index", "")] {
            try content.write(toFile: path(file), atomically: true, encoding: .utf8)
        }
        try await openssl(
            "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=gateway "
                + "-addext subjectAltName=IP:127.0.0.1 -keyout \(name).key -out \(name).csr")
        try await openssl(
            "ca -batch -selfsign -notext -config authority -keyfile \(name).key -in \(name).csr -out \(name).pem "
                + "-startdate \(year)0101000000Z -enddate \(year)1231235959Z")
        return pair(name, name)
    }

    /// A certificate for 127.0.0.1 that an authority has signed, whose own is `AUTHORITY.pem`.
    func make(_ name: String, by authority: String) async throws -> GatewayCertificate {
        let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        try await openssl(
            "req -x509 \(newKey) -days 2 -subj /CN=authority -keyout \(authority).key -out \(authority).pem")
        try await openssl(
            "req \(newKey) -subj /CN=gateway -addext subjectAltName=IP:127.0.0.1 -keyout \(name).key -out \(name).csr")
        try await openssl(
            "x509 -req -in \(name).csr -CA \(authority).pem -CAkey \(authority).key -CAcreateserial -days 2 "
                + "-copy_extensions copy -out \(name).pem")
        return pair(name, name)
    }

    func pair(_ certificate: String, _ key: String) -> GatewayCertificate {
        GatewayCertificate(certificate: path("\(certificate).pem"), key: path("\(key).key"))
    }

    /// Runs openssl in the folder, where `words` name files without blanks.
    func openssl(_ words: String) async throws {
        try await ChildProcess.finish(
            .init("/usr/bin/openssl", words.split(separator: " ").map(String.init), directory: folder))
    }
}
