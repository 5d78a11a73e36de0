import Configuration
import ServiceRuntime

/// Every setting of the notices service.
struct NoticesConfiguration: Sendable {
    /// `site.url`: where residents reach the site, such as `https://tongti.example.cn`, for the QR codes on printed
    /// pages.
    ///
    /// Without it they lead to where whoever prints has reached it.
    let siteURL: String?
    /// `live.clients.max`, 1 to 20000, 2000 by default: how many readers may follow live figures at once; further ones
    /// are refused and see the page as it was when they loaded it.
    let liveClients: Int
    /// `live.interval.ms`, 50 to 60000, 500 by default: how often changes are looked for.
    let liveInterval: Duration

    /// - Throws: ``ConfigurationError`` naming the setting that is wrong.
    init(_ config: ConfigReader) throws {
        siteURL = try config.addressSetting("site.url")
        liveClients = try config.setting("live.clients.max", in: 1...20_000, default: 2_000)
        liveInterval = .milliseconds(try config.setting("live.interval.ms", in: 50...60_000, default: 500))
    }
}
