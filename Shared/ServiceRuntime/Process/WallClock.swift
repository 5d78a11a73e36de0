import FoundationEssentials
package import Model

/// The clock of this machine, for lives of tokens, log lines and displays.
///
/// Cut-offs are decided by the database's clock.
package enum WallClock {
    package static func now() -> Timestamp {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
