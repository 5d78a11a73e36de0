import Logging
import Postgres
import Repetition

/// Ends votings and closes assemblies whose time is over, by the database's clock.
///
/// Any number of processes may do so at once: both hold the shard's lock, and what has ended stays so.
struct CloseDueAssemblies: Sendable {
    let pool: PostgresPool
    let assemblies: AssemblyStore
    let end: EndVoting
    let close: CloseAssembly
    let clocks: SharedClockWatch
    let logger: Logger
    private let ending = Patience()
    private let closing = Patience()
    private let reminder = Reminder()

    @Sendable func callAsFunction() async throws {
        let now = try await pool.withConnection { try await assemblies.clock(in: $0) }
        guard clocks.judge(database: now) == .sound else { return try await sayThatNothingEnds() }
        let (endings, closings) = (
            DueWalk(logger: logger, patience: ending), DueWalk(logger: logger, patience: closing)
        )
        try await endings.each(of: over, orElse: "a voting could not be ended") {
            try await end($0.assembly, in: $0.community)
        }
        try await closings.each(of: due, orElse: "a due assembly could not be closed") {
            try await close($0.assembly, in: $0.community, claim: nil)
            logger.info("an assembly was closed at its time")
        }
    }

    private func sayThatNothingEnds() async throws {
        let waiting = try await over(after: 0) + due(after: 0)
        guard !waiting.isEmpty, reminder.isDue() else { return }
        logger.error("no voting is ended and no assembly closed: the database's clock is not to be trusted")
    }

    private func over(after number: Int64) async throws -> [DueAssembly] {
        try await pool.withConnection { try await assemblies.over(after: number, in: $0) }
    }

    private func due(after number: Int64) async throws -> [DueAssembly] {
        try await pool.withConnection { try await assemblies.due(after: number, in: $0) }
    }
}
