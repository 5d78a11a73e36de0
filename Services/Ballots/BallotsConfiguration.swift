import Configuration
import ServiceRuntime

/// The settings of this service beyond those that every process has.
struct BallotsConfiguration: Sendable {
    /// `ballots.closer.interval.ms`: how often assemblies are looked for whose time is over; 50…60000, by default 500.
    ///
    /// It delays the count, never the cut-off: from `closesAt` on no vote is taken, closed or not.
    let closerInterval: Duration
    /// `ballots.papers.limit.kib`: how large a file of papers, of deliveries or of a platform's votes may be; 1…16384, by
    /// default 4096.
    let papersLimit: Int
    /// `certificate.key.file`: the Ed25519 key that signs certificates; made at the first start.
    let certificateKeyFile: String
    /// `ballots.electronic.basis`: by what decision of the authority the electronic votes of this district are official
    /// (R-M-09); without it, where only official ones bind, nobody opens an assembly that takes electronic votes.
    let electronicBasis: String?
    /// `site.url`: where residents reach the site, for the QR codes on letters and ballots; without it they lead to where
    /// whoever prints has reached it.
    let siteURL: String?
    /// `live.interval.ms`: how often the turnout of an assembly that somebody watches is read; 50…60000, by default 2000.
    let liveInterval: Duration

    /// - Throws: `ConfigurationError` naming the first key that is wrong.
    init(_ config: ConfigReader) throws {
        closerInterval = .milliseconds(try config.setting("ballots.closer.interval.ms", in: 50...60_000, default: 500))
        electronicBasis = try config.setting("ballots.electronic.basis")
        certificateKeyFile = try config.requiredSetting("certificate.key.file")
        siteURL = try config.addressSetting("site.url")
        liveInterval = .milliseconds(try config.setting("live.interval.ms", in: 50...60_000, default: 2_000))
        papersLimit = try config.setting("ballots.papers.limit.kib", in: 1...16_384, default: 4_096) * 1_024
    }
}
