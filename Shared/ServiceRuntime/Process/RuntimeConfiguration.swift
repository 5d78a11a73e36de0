package import Configuration
package import Logging
package import Model

/// The settings that every process has. A key is written `http.port` in the file and `TONGTI_HTTP_PORT` in the environment.
package struct RuntimeConfiguration: Sendable {
    /// `http.host`: the address to listen on, by default 127.0.0.1.
    package var host: String
    /// `http.port`: 0…65535, by default 8080; 0 takes any free one.
    package var port: Int
    /// `log.level`: trace, debug, info, notice, warning, error or critical; by default info.
    package var logLevel: Logger.Level
    /// `district.scenario`: whether an operator sets the district's day; by default false.
    package var isScenarioDistrict: Bool
    /// `internal.key.file`: the file with the secret that the processes share.
    package var internalKey: InternalKey
    /// `peers.<service>.url`: where each service listens, without a path.
    package var peers: [ServiceName: String]

    /// - Throws: ``ConfigurationError`` naming the first key that is missing or wrong.
    package init(_ config: ConfigReader) throws {
        host = try config.setting("http.host", default: "127.0.0.1")
        port = try config.setting("http.port", in: 0...65_535, default: 8_080)
        logLevel = try config.setting("log.level", default: Logger.Level.info)
        isScenarioDistrict = try config.setting("district.scenario", default: false)
        internalKey = InternalKey(try config.secret("internal.key.file"))
        peers = [:]
        for service in ServiceName.allCases {
            let key = "peers.\(service.rawValue).url"
            guard let url = try config.setting(key) else { continue }
            guard url.hasPrefix("http://") || url.hasPrefix("https://"), !url.hasSuffix("/") else {
                throw ConfigurationError(key, "is \(url), but must be like http://127.0.0.1:8101")
            }
            peers[service] = url
        }
    }
}
