import Foundation
import Logging
import Model
import TestSupport
import Testing

@testable import ServiceRuntime

/// The file of the registry's keys, which its instances share.
struct KeyFileTests {
    @Test func `the key file is made once, for its owner alone, and read again`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let first = try await TokenIssuer(keyFile: path)
        let second = try await TokenIssuer(keyFile: path)
        #expect(first.keySet == second.keySet)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)

        try "not a key".write(toFile: path, atomically: true, encoding: .utf8)
        let error = await #expect(throws: ConfigurationError.self) { try await TokenIssuer(keyFile: path) }
        #expect(error?.key == "signing.key.file")
    }

    @Test func `after a rotation the key before is still good, and after two it is not`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let issuer = try await TokenIssuer(keyFile: path)
        func token() async throws -> String {
            try await issuer.token(
                for: Person(subject: "p"), roles: [:], isOperator: true, life: .seconds(600), now: TestTokens.now)
        }
        let first = try await token()
        let firstID = issuer.keyID

        try await issuer.rotate()
        let second = try await token()
        #expect(issuer.keyID != firstID)
        for token in [first, second] { #expect(try await TestTokens.verify(token, issuer.keySet).isOperator) }
        let restarted = try await TokenIssuer(keyFile: path)
        #expect(restarted.keySet == issuer.keySet)
        let content = try String(contentsOfFile: path, encoding: .utf8)
        #expect(content.ranges(of: "PRIVATE KEY").count == 2, "of the retired key only the public half is kept")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)

        try await issuer.rotate()
        #expect(try await TestTokens.verify(second, issuer.keySet).isOperator)
        await #expect(throws: Problem.self) { try await TestTokens.verify(first, issuer.keySet) }
    }

    @Test func `a registry that rotates a key knows its own tokens before and after`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let issuer = try await TokenIssuer(keyFile: path)
        let verifier = TokenVerifier(source: HeldKeys([]), clock: { TestTokens.now })
        for _ in 0..<2 {
            try await verifier.trust(FileKeys(issuer: issuer))
            let token = try await issuer.token(
                for: Person(subject: "p"), roles: [:], isOperator: true, life: .seconds(600), now: TestTokens.now)
            #expect(try await verifier.verify(token, authorization: "Bearer \(token)").isOperator)
            try await issuer.rotate()
        }
    }

    @Test func `an instance follows the key file that another one writes, and signs with the new key`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let first = try await TokenIssuer(keyFile: path)
        let second = try await TokenIssuer(keyFile: path)
        let verifier = TokenVerifier(source: HeldKeys([]), clock: { TestTokens.now })
        try await verifier.trust(FileKeys(issuer: second))
        func token(_ issuer: TokenIssuer) async throws -> String {
            try await issuer.token(
                for: Person(subject: "p"), roles: [:], isOperator: true, life: .seconds(600), now: TestTokens.now)
        }

        // At once for a key that is not known yet …
        try await first.rotate()
        let token1 = try await token(first)
        #expect(try await verifier.verify(token1, authorization: token1).isOperator)
        #expect(second.keyID == first.keyID, "and from then on it signs with it, too")

        // … and after a while where no such token comes.
        try await first.rotate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            let refresher = KeyRefresher(
                tokens: verifier, logger: Logger(label: "test"), interval: .milliseconds(1))
            group.addTask { try await refresher.run() }
            try await waitWhile { second.keyID != first.keyID }
            group.cancelAll()
        }
        let token2 = try await token(second)
        #expect(try await TestTokens.verify(token2, first.keySet).isOperator)
    }

    @Test func `invented keys do not make the source be asked again and again`() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
        let keys = FileKeys(issuer: try await TokenIssuer(keyFile: path))
        let verifier = TokenVerifier(source: keys, pause: .seconds(3_600), clock: { TestTokens.now })
        for _ in 0..<20 {
            var forgery = Forgery()
            forgery.header["kid"] = UUID().uuidString
            let token = try forgery.token()
            let problem = await #expect(throws: Problem.self) { try await verifier.verify(token, authorization: token) }
            #expect(problem?.slug == "token-refused")
            try await verifier.catchUp()
        }
        #expect(keys.asked.count == 1)
    }
}
