import Configuration
import Logging
import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

/// More people at the door than secrets can be hashed for.
@Suite(.timeLimit(.minutes(1))) struct FullQueueTests {
    private static let address = "192.0.2.1"

    private func desk(_ registry: TestRegistry, _ hasher: SecretHasher) async throws -> PeopleDesk {
        let pool = registry.service.pool
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let vault = try await VaultOpening(pool: pool, logger: logger).open(keyFile: registry.personalKeyFile)
        let issuer = try await TokenIssuer(keyFile: registry.signingKeyFile)
        return PeopleDesk(
            pool: pool, log: PeopleLog(logger: logger), hasher: hasher, issuer: issuer,
            tokens: TokenVerifier(source: OwnKeys(issuer: issuer, pool: pool)), calendar: registry.service.calendar,
            isScenarioDistrict: true,
            settings: try PeopleSettings(ConfigReader(provider: InMemoryProvider(values: [:]))),
            details: DetailStore(vault: vault), answers: SealedAnswerStore(vault: vault))
    }

    private func attempts(_ registry: TestRegistry) async throws -> [Int64] {
        try await registry.service.pool.withConnection {
            try await $0.query("SELECT attempts FROM attempt", as: Int64.self)
        }
    }

    @Test(.database) func `whoever finds no place in the queue has not tried`() async throws {
        try await TestRegistry.run { registry in
            var owner = try await registry.owner()
            let session = try await registry.signIn(&owner)
            try await registry.run("DELETE FROM attempt")
            let hasher = SecretHasher(cost: 4)
            let desk = try await desk(registry, hasher)
            let attempt = SignIn.Attempt(
                login: "nobody", secret: Passphrase(given: "x"), code: nil, community: nil, address: Self.address)
            let wish = Activate.Wish(
                code: OneTimeCode().text, login: nil, secret: "739102", factor: nil, address: Self.address, key: nil)
            let change = ChangeSecret.Wish(
                current: Passphrase(given: "x"), chosen: "840213", address: Self.address)

            let tries: [@Sendable () async throws -> Void] = [
                { _ = try await SignIn(desk: desk).handle(attempt) },
                { _ = try await Activate(desk: desk).handle(wish) },
                { try await ChangeSecret(desk: desk).handle(change, subject: session.subject, refreshToken: nil) },
            ]

            var places = try (0..<SecretHasher.mostWaiting).map { _ in try hasher.place() }
            for tried in tries {
                let refusal = await #expect(throws: Problem.self) { try await tried() }
                #expect(refusal?.slug == Problem.tooManyRequests.slug)
            }
            #expect(try await attempts(registry).isEmpty)
            places.removeAll()

            await #expect(throws: PeopleError.signInRefused) { _ = try await SignIn(desk: desk).handle(attempt) }
            #expect(try await attempts(registry) == [1, 1], "of the address and of the name")
        }
    }
}
