package import Logging
import Synchronization

/// What was logged, for tests that read it.
package final class KeptLog: Sendable {
    private let kept = Mutex<[String]>([])

    package init() {}

    /// `level: message`, each with the values of its metadata in the order of their names.
    package var lines: [String] { kept.withLock { $0 } }

    package var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: KeptLog
        var logLevel = Logger.Level.info
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let values = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.value)" }
            log.kept.withLock { $0.append("\(event.level): \(event.message)\(values.joined())") }
        }
    }
}
