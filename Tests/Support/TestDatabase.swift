import LocalDistrict
import Logging
package import Postgres
import Synchronization
package import Testing

/// `@Suite(.database)` or `@Test(.database)`: an empty database on a real server, as ``TestDatabase/current``, which is
/// dropped afterwards.
package struct DatabaseTrait: SuiteTrait, TestTrait, TestScoping {
    private static let made = Mutex(0)

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let program = try await TestPostgres.running().program
        let name = Self.made.withLock { made in
            made += 1
            return "test_\(made)"
        }
        try await program.makeDatabase(name)
        var configuration = program.settings.configuration
        configuration.database = name
        try await TestDatabase.$configured.withValue(configuration) {
            try await function()
        }
        try await program.dropDatabase(name)
    }
}

extension Trait where Self == DatabaseTrait {
    package static var database: Self { DatabaseTrait() }
}

/// The database of the running suite or test.
package enum TestDatabase {
    @TaskLocal fileprivate static var configured: PostgresConfiguration?

    /// - Throws: `Missing` outside of what has the trait `.database`.
    package static var current: PostgresConfiguration {
        get throws {
            guard let configured else { throw Missing() }
            return configured
        }
    }

    package struct Missing: Error {}

    /// A pool on the database, closed when `body` ends.
    @discardableResult
    package static func withPool<Value>(
        configure: (inout PostgresConfiguration) -> Void = { _ in }, _ body: (PostgresPool) async throws -> Value
    ) async throws -> Value {
        var configuration = try current
        configure(&configuration)
        return try await withPool(configuration, body)
    }

    /// A pool on the database with one setting changed: `withPool(\.maximumConnections, 1) { … }`.
    @discardableResult
    package static func withPool<Setting, Value>(
        _ setting: WritableKeyPath<PostgresConfiguration, Setting>, _ changed: Setting,
        _ body: (PostgresPool) async throws -> Value
    ) async throws -> Value {
        var configuration = try current
        configuration[keyPath: setting] = changed
        return try await withPool(configuration, body)
    }

    /// A pool on any database, closed when `body` ends.
    @discardableResult
    package static func withPool<Value>(
        _ configuration: PostgresConfiguration, _ body: (PostgresPool) async throws -> Value
    ) async throws -> Value {
        let pool = PostgresPool(configuration, logger: Logger(label: "test"))
        do {
            let value = try await body(pool)
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }
}
