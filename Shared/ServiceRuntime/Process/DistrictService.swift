package import EventLog
package import Model
package import Postgres
package import ServiceLifecycle

/// One of the five services, seen from its process: what ``ServiceProcess`` needs to run it.
///
/// The conforming type is the service's composition root: its `init` makes every store and handler once, in dependency
/// order, and nothing else in the service reads settings or makes connections.
package protocol DistrictService: Sendable {
    static var name: ServiceName { get }

    /// The service's own tables; those of the event log come before them.
    static var migrations: [Migration] { get }

    /// What its rows can be checked for; what holds of the event log's comes before them.
    static var audits: [AuditCheck] { get }

    /// What it keeps of others' facts and can be held against these.
    static var copies: [AuditCopy] { get }

    /// What it has told that others keep copies of.
    static var sources: [AuditSource] { get }

    /// Called when the tables are there.
    ///
    /// - Throws: ``ConfigurationError`` naming the setting that keeps the service from starting.
    init(_ environment: ServiceEnvironment) async throws

    /// Everything that can be asked of the service over HTTP, apart from what every process answers.
    var routes: [Route] { get }

    /// Says which facts of other services this one acts on.
    func register(on router: inout EventRouter)

    /// Work besides requests and events, such as timers; runs as long as the process does.
    var background: [any Service] { get }
}

extension DistrictService {
    package static var copies: [AuditCopy] { [] }
    package static var sources: [AuditSource] { [] }
    package func register(on router: inout EventRouter) {}
    package var background: [any Service] { [] }
}
