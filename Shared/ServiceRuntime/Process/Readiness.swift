import Kafka
import Logging
import ServiceLifecycle
import Synchronization

/// Whether a process can do its work, as its parts report it.
final class Readiness: Sendable {
    enum Broker: String, CaseIterable {
        case unknown, up, down
    }

    private struct State {
        var database: (@Sendable () async -> Bool)?
        var broker = Broker.unknown
    }

    private let state = Mutex(State())

    /// The tables are there and the event log takes commands.
    ///
    /// - Parameter database: whether the database answers now.
    func open(database: @escaping @Sendable () async -> Bool) { state.withLock { $0.database = database } }

    func isReady() async -> Bool {
        guard let database = state.withLock({ $0.database }) else { return false }
        return await database()
    }

    /// Reported, but no part of being ready: a service works without the broker.
    var broker: Broker {
        get { state.withLock { $0.broker } }
        set { state.withLock { $0.broker = newValue } }
    }
}

/// Asks from time to time whether the broker answers.
struct BrokerProbe: Service, CustomStringConvertible {
    let admin: KafkaAdmin
    let readiness: Readiness
    let logger: Logger
    var interval = Duration.seconds(10)

    var description: String { "broker probe" }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    _ = try await admin.clusterID()
                    readiness.broker = .up
                } catch {
                    readiness.broker = .down
                    logger.debug("the broker does not answer", error: error)
                }
                do { try await Task.sleep(for: interval) } catch { return }
            }
        }
    }
}
