import Configuration
import ServiceRuntime

/// The settings that only the registry has.
struct RegistryConfiguration {
    /// `signing.key.file`: the Ed25519 key that signs access tokens, as PEM; made at the first start.
    let signingKeyFile: String
    /// `personal.key.file`: the master keys that personal data is sealed with; made at the first start.
    let personalKeyFile: String
    /// `development.tokens`: whether `POST /v1/tokens` makes tokens for holders of the internal key; by default false.
    let issuesDevelopmentTokens: Bool

    /// - Throws: `ConfigurationError` naming the first key that is missing or wrong.
    init(_ config: ConfigReader) throws {
        signingKeyFile = try config.requiredSetting("signing.key.file")
        personalKeyFile = try config.requiredSetting("personal.key.file")
        issuesDevelopmentTokens = try config.setting("development.tokens", default: false)
    }
}
