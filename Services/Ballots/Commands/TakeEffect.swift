import EventLog
import Logging
import Model
import Postgres
import ServiceRuntime

/// Says that a result stands, after it was posted for long enough and every objection was answered (R-M-41).
struct TakeEffect: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let lifecycle: LifecycleStore
    let objections: ObjectionStore
    let posting: SettlePosting
    let days: DistrictCalendar

    /// One that has taken effect already stays as it is.
    ///
    /// - Throws: `BallotsError`, `LifecycleRefusal`.
    func callAsFunction(_ id: AssemblyID, in community: CommunityID, claim: IdempotencyClaim?) async throws {
        _ = try await log.write(to: community, claim: claim) { write in
            try await run(id, in: write)
            return Done()
        }
    }

    func run(_ id: AssemblyID, in write: borrowing Write) async throws {
        let stored = try await posting.settled(assemblies.load(id, in: write), in: write)
        guard try stored.assembly.admit(.takeEffect, at: stored.readAt, today: days.day(at: stored.readAt)) != .done
        else {
            return
        }
        let effective = try stored.assembly.takeEffect(
            try await objections.count(of: stored, in: write),
            certificate: try await lifecycle.certificate(of: stored.number, in: write))
        try await lifecycle.takeEffect(effective, number: stored.number, in: write)
        try write.append(effective)
    }

    /// The answer that a repeated command finds stored; what became of the assembly is read anew.
    private struct Done: Codable, Sendable {}
}

/// Lets results stand whose time has come.
///
/// Any number of processes may do so at once: it holds the shard's lock, and what stands stays as it is.
struct TakeEffectWhenRipe: Sendable {
    let pool: PostgresPool
    let lifecycle: LifecycleStore
    let takeEffect: TakeEffect
    let logger: Logger
    private let patience = Patience()

    @Sendable func callAsFunction() async throws {
        let walk = DueWalk(logger: logger, patience: patience)
        try await walk.each(of: ripe, orElse: "a posted result could not take effect") { assembly in
            do {
                try await takeEffect.posting(assembly.assembly, in: assembly.community)
                try await takeEffect(assembly.assembly, in: assembly.community, claim: nil)
                logger.info(
                    "a result stands",
                    metadata: ["community": "\(assembly.community)", "assembly": "\(assembly.assembly)"])
            } catch is LifecycleRefusal {
                // Its year is not announced yet or it is still posted, or an objection keeps it.
            }
        }
    }

    private func ripe(after number: Int64) async throws -> [DueAssembly] {
        try await pool.withConnection {
            try await lifecycle.ripe(after: number, today: takeEffect.days.day(), in: $0)
        }
    }
}
