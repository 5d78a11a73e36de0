import Logging
import ServiceLifecycle

/// Keeps the registry's public keys fresh, so that a key that was taken back stops working.
struct KeyRefresher: Service, CustomStringConvertible {
    let tokens: TokenVerifier
    let logger: Logger
    /// Between two successful fetches, and after one that failed.
    var interval = Duration.seconds(300)
    var pause = Duration.seconds(2)

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
