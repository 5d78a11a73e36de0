import LocalDistrict
import Logging
package import Postgres
import Synchronization
package import Testing

/// `@Suite(.database)` or `@Test(.database)`: an empty database on a real server, as ``TestDatabase/current``, which is
/// made when it is first asked for and dropped afterwards.
package struct DatabaseTrait: SuiteTrait, TestTrait, TestScoping {
    private static let made = Mutex(0)

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let database = LazyDatabase(
            name: Self.made.withLock { made in
                made += 1
                return "test_\(made)"
            })
        try await TestDatabase.$running.withValue(database) {
            try await function()
        }
        try await database.drop()
    }
}

extension Trait where Self == DatabaseTrait {
    package static var database: Self { DatabaseTrait() }
}

/// The database of the running suite or test.
package enum TestDatabase {
    @TaskLocal fileprivate static var running: LazyDatabase?
    private static let filled = Mutex<[String: Once<LazyDatabase>]>([:])

    /// - Throws: `Missing` outside of what has the trait `.database`.
    package static var current: PostgresConfiguration {
        get async throws {
            guard let running else { throw Missing() }
            return try await running.configuration()
        }
    }

    /// Has the running test's database begin as a copy of one that is filled once for all tests that ask for this kind.
    ///
    /// A database that is there already stays as it is.
    package static func begin(as kind: String, _ fill: (PostgresPool) async throws -> Void) async throws {
        guard let running else { throw Missing() }
        let original = filled.withLock { filled in
            let original = filled[kind] ?? Once()
            filled[kind] = original
            return original
        }
        let template = try await original.value {
            let database = LazyDatabase(name: "filled_\(kind)")
            do {
                try await withPool(try await database.configuration(), fill)
            } catch {
                // The next one to fill it, after a cancelled one, makes it of the same name.
                try await database.drop()
                throw error
            }
            return database
        }
        _ = try await running.configuration(from: template.name)
    }

    package struct Missing: Error {}

    /// A pool on the database, closed when `body` ends.
    @discardableResult
    package static func withPool<Value>(
        configure: (inout PostgresConfiguration) -> Void = { _ in }, _ body: (PostgresPool) async throws -> Value
    ) async throws -> Value {
        var configuration = try await current
        configure(&configuration)
        return try await withPool(configuration, body)
    }

    /// A pool on the database with one setting changed: `withPool(\.maximumConnections, 1) { … }`.
    @discardableResult
    package static func withPool<Setting, Value>(
        _ setting: WritableKeyPath<PostgresConfiguration, Setting>, _ changed: Setting,
        _ body: (PostgresPool) async throws -> Value
    ) async throws -> Value {
        var configuration = try await current
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

/// A database of the tests' server that is made when somebody wants it.
private final class LazyDatabase: Sendable {
    let name: String
    private let made = Once<PostgresConfiguration>()

    init(name: String) {
        self.name = name
    }

    func configuration(from template: String? = nil) async throws -> PostgresConfiguration {
        try await made.value {
            let program = try await TestPostgres.running().program
            try await program.makeDatabase(name, from: template)
            var configuration = program.settings.configuration
            configuration.database = name
            return configuration
        }
    }

    func drop() async throws {
        guard made.madeValue != nil else { return }
        try await TestPostgres.running().program.dropDatabase(name)
    }
}
