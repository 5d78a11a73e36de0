package import Configuration
import FoundationEssentials

/// Where settings come from: the environment before the JSON file that `TONGTI_CONFIG` names.
package enum ConfigurationSources {
    /// The key `postgres.password.file` is `TONGTI_POSTGRES_PASSWORD_FILE` in the environment and
    /// `{"postgres": {"password": {"file": …}}}` in the file.
    ///
    /// - Throws: ``ConfigurationError`` when the file cannot be read or is no JSON object.
    package static func read(environment: [String: String]) async throws -> ConfigReader {
        let variables = EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "tongti")
        guard let path = environment["TONGTI_CONFIG"] else { return ConfigReader(provider: variables) }
        do {
            let location = ConfigReader(
                provider: InMemoryProvider(values: ["filePath": ConfigValue(.string(path), isSecret: false)]))
            let file = try await FileProvider<JSONSnapshot>(config: location)
            return ConfigReader(providers: [variables, file])
        } catch {
            throw ConfigurationError("TONGTI_CONFIG", "the file \(path) cannot be used: \(error)")
        }
    }
}
