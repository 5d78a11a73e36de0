import Foundation
import Testing

@testable import LocalDistrict

/// What is said of a certificate and a key before anything is started with them.
@Suite(.timeLimit(.minutes(1))) struct GatewayCertificateTests {
    @Test func `a certificate with its key is taken, and so is a longer chain`() async throws {
        try await TestCertificates.with { (certificates: TestCertificates) async throws in
            let pair = try await certificates.make("good")
            let other = try await certificates.make("other")
            try await pair.check()
            let chain = try text(pair.certificate) + text(other.certificate)
            try chain.write(toFile: certificates.path("chain.pem"), atomically: true, encoding: .utf8)
            try await certificates.pair("chain", "good").check()
        }
    }

    static let faults = [
        ("none", "good", "--certificate", "No such file or directory"), ("good", "none", "--key", "No such file"),
        ("folder", "good", "--certificate", "is not a file"),
        ("junk", "good", "--certificate", "no certificate in PEM"),
        ("empty", "good", "--certificate", "no certificate in PEM"), ("good", "junk", "--key", "no private key in PEM"),
        ("rsa", "locked", "--key", "open without a passphrase"), ("good", "other", "--key", "is not the key of"),
        ("good", "rsa", "--key", "is not the key of"), ("old", "rsa", "--certificate", "has expired"),
        ("early", "early", "--certificate", "is not valid yet"),
        ("broken", "good", "--certificate", "nginx does not take it"),
    ]

    @Test(arguments: faults)
    func `a pair that cannot serve is refused with the option and the file`(
        certificate: String, key: String, option: String, reason: String
    ) async throws {
        try await TestCertificates.with { (certificates: TestCertificates) async throws in
            try await makeFiles(certificates)
            let pair = certificates.pair(certificate, key)
            let file = option == "--key" ? pair.key : pair.certificate
            let error = await #expect(throws: DistrictError.self) { try await pair.check() }
            let words = error.map { "\($0)" } ?? ""
            #expect(words.hasPrefix("\(option) \(file): ") && words.contains(reason), "\(words)")
        }
    }

    private func makeFiles(_ certificates: TestCertificates) async throws {
        let good = try await certificates.make("good")
        _ = try await certificates.make("other")
        _ = try await certificates.make("early", in: 2_199)
        try await certificates.openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out rsa.key")
        try await certificates.openssl("req -x509 -key rsa.key -days 2 -subj /CN=gateway -out rsa.pem")
        try await certificates.openssl("rsa -aes256 -passout pass:horse -in rsa.key -out locked.key")
        try await certificates.openssl("req -new -key rsa.key -subj /CN=gateway -out rsa.csr")
        try await certificates.openssl("x509 -req -in rsa.csr -signkey rsa.key -days -1 -out old.pem")
        let broken = try text(good.certificate) + "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n"
        for (name, content) in [("junk.pem", "junk"), ("junk.key", "junk"), ("empty.pem", ""), ("broken.pem", broken)] {
            try content.write(toFile: certificates.path(name), atomically: true, encoding: .utf8)
        }
        try FileManager.default.createDirectory(
            atPath: certificates.path("folder.pem"), withIntermediateDirectories: false)
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
}
