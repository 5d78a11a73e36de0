/// A setting that keeps the process from starting.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// The key as the configuration file spells it, such as `http.port`.
    package let key: String
    package let reason: String

    package init(_ key: String, _ reason: String) {
        self.key = key
        self.reason = reason
    }

    package var description: String { "\(key): \(reason)" }
}
