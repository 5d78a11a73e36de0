import Foundation
import Model

@testable import ServiceRuntime

/// A registry's issuer with a key of its own, and a verifier that trusts it.
struct TestTokens {
    static let now = Timestamp(microseconds: 1_700_000_000_000_000)

    let issuer: TokenIssuer
    let verifier: TokenVerifier

    init(clock: @escaping @Sendable () -> Timestamp = { Self.now }) async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("key-\(UUID()).pem").path
        issuer = try await TokenIssuer(keyFile: file)
        verifier = TokenVerifier(source: HeldKeys(issuer.keySet), clock: clock)
        try FileManager.default.removeItem(atPath: file)
    }

    func bearer(
        _ subject: String = "person-1", account: String? = nil, owners: [String] = [], alike: [String] = [],
        roles: [String: Set<Role>] = [:], isOperator: Bool = false, propertyStaff: Set<CommunityID> = [],
        authentication: TokenIssuer.Authentication = .development, life: Duration = .seconds(600),
        now: Timestamp = Self.now
    ) async throws -> String {
        let roles = try Dictionary(
            uniqueKeysWithValues: roles.map { (try CommunityID(parsing: $0.key), $0.value) })
        return "Bearer "
            + (try await issuer.token(
                for: Person(subject: subject, account: account, owners: owners, alike: alike), roles: roles,
                isOperator: isOperator, propertyStaff: propertyStaff, authentication: authentication, life: life,
                now: now))
    }

    /// What a service that trusts these keys makes of a token.
    static func verify(_ token: String, _ keySet: [UInt8]) async throws -> Caller {
        let verifier = TokenVerifier(source: HeldKeys(keySet), clock: { Self.now })
        return try await verifier.verify(token, authorization: token)
    }
}
