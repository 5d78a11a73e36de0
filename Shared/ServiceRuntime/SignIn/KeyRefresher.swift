import Logging
import ServiceLifecycle

/// Keeps the registry's public keys fresh, so that a key that was taken back stops working, and so does a token of a
/// session that ended.
struct KeyRefresher: Service, CustomStringConvertible {
    let tokens: TokenVerifier
    let logger: Logger
    /// Between two successful fetches, and after one that failed.
    var interval = Self.interval
    var pause = Duration.seconds(2)

    static let interval = Duration.seconds(15)
    /// Of the registry, which looks into its own key file and database: other instances of it may have written there.
    static let ownInterval = Duration.seconds(5)

    var description: String { "keys" }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while true {
                var wait = interval
                do {
                    try await tokens.refresh()
                } catch {
                    logger.debug("the registry's keys cannot be fetched", error: error)
                    wait = pause
                }
                do { try await Task.sleep(for: wait) } catch { return }
            }
        }
    }
}
