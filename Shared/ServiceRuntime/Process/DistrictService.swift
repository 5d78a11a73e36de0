package import Model
package import ServiceLifecycle

/// One of the five services, seen from its process: what `ServiceProcess.run` needs to run it.
///
/// The conforming type is the service's composition root: its `init` makes every store and handler once, in dependency
/// order, and nothing else in the service reads settings or makes connections.
package protocol DistrictService: Sendable {
    static var name: ServiceName { get }

    /// - Throws: ``ConfigurationError`` naming the setting that keeps the service from starting.
    init(_ environment: ServiceEnvironment) async throws

    /// Everything that can be asked of the service over HTTP, apart from what every process answers.
    var routes: [Route] { get }

    /// Work besides requests and events, such as timers; runs as long as the process does.
    var background: [any Service] { get }
}

extension DistrictService {
    package var background: [any Service] { [] }
}
