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
    let people: PeopleSettings

    /// - Throws: `ConfigurationError` naming the first key that is missing or wrong.
    init(_ config: ConfigReader) throws {
        signingKeyFile = try config.requiredSetting("signing.key.file")
        personalKeyFile = try config.requiredSetting("personal.key.file")
        issuesDevelopmentTokens = try config.setting("development.tokens", default: false)
        people = try PeopleSettings(config)
    }
}

/// How people sign in.
struct PeopleSettings: Sendable {
    /// `secrets.cost`: the base-two logarithm of scrypt's N, 10…20, by default 15: 32 MB and about two tenths of a second.
    ///
    /// Secrets that were hashed more cheaply are hashed anew when they are next given.
    let secretCost: Int16
    /// `codes.days`: how long a one-time code works, 1…365, by default 60.
    let codeDays: Int
    /// `sessions.days`: after which an owner signs in again at the latest, 1…90, by default 30.
    let sessionLife: Duration
    /// `sessions.staff.hours`: the same for whoever signed in with a second factor, 1…24, by default 12.
    let staffSessionLife: Duration

    /// - Throws: `ConfigurationError` naming the key.
    init(_ config: ConfigReader) throws {
        secretCost = Int16(try config.setting("secrets.cost", in: 10...20, default: 15))
        codeDays = try config.setting("codes.days", in: 1...365, default: 60)
        sessionLife = .seconds(try config.setting("sessions.days", in: 1...90, default: 30) * 86_400)
        staffSessionLife = .seconds(try config.setting("sessions.staff.hours", in: 1...24, default: 12) * 3_600)
    }
}
