import EventLog
import Logging
import Model
import Postgres
import Repetition
import ServiceLifecycle

/// Tells the followers of a community, in its own log, that it has become part of an area, and ends its bodies' office.
///
/// A transaction writes to one shard's log, and a merger concerns several: the area's says it first, and what is left
/// untold, because the process died in between, is told when it runs again.
struct TellMergers: Service {
    let log: EventLog
    let desk: BodyDesk
    let logger: Logger
    let mergers = MergerStore()

    private static let interval = Duration.seconds(60)

    func run() async throws {
        try await RepeatedWork(
            "telling mergers", every: Self.interval, pauseAfterFailure: Self.interval, logger, now
        ).run()
    }

    /// Tells what is not told yet.
    ///
    /// - Throws: `LeftOver` with the communities that are still not told
    @Sendable func now() async throws {
        let communities = try await log.pool.withTransaction(readOnly: true) { transaction in
            try await mergers.untold(in: transaction)
        }
        try await EachInTurn("telling mergers", of: "community", logger).go(through: communities) { community in
            _ = try await log.write(to: community) { write in
                guard let merged = try await mergers.untold(of: community, in: write) else { return false }
                for (body, event) in try await ended(in: community, on: merged.on, write) {
                    try await desk.bodies.update(body, in: write)
                    try write.append(event)
                }
                try write.append(merged)
                try await mergers.markTold(in: write)
                return true
            }
        }
    }

    /// The bodies in office as they are when the area takes over, with the facts that say so (R-B-11); one that has changed
    /// after that day ends with its last change.
    ///
    /// - Throws: `BodyRefusal.ruleMissing`
    func ended<Reader: Reading & ~Copyable>(
        in community: CommunityID, on day: Day, _ reader: borrowing Reader
    ) async throws -> [(body: Body, event: any DistrictEvent)] {
        let bodies = try await desk.bodies.bodies(of: community, in: reader)
        guard bodies.contains(where: { $0.ending == nil }) else { return [] }
        let circumstances = try await desk.circumstances([], members: [], of: community, in: reader)
        return try bodies.filter { $0.ending == nil }.map { known in
            var body = known
            let event = try body.apply(
                .end(.dissolved, on: max(day, body.changedOn)), circumstances, others: [])
            return (body: body, event: event)
        }
    }
}
