import FoundationEssentials
package import Model

/// Waits for as long as something is so, and looks again after a pause, which leaves the processors to those who are waited for.
///
/// A test has a limit of time, which is that of its conditions too.
package func waitWhile(
    isolation: isolated (any Actor)? = #isolation, _ isSo: () async throws -> Bool
) async throws {
    while try await isSo() { try await Task.sleep(for: .milliseconds(5)) }
}

/// Returns at a moment of this machine's clock, for what has to happen then.
package func wait(until moment: Timestamp) async throws {
    let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    try await Task.sleep(for: .microseconds(moment.microseconds - now.microseconds), tolerance: .zero)
}
