import EventLog
import Logging
import Model
import Postgres
import Repetition

/// Tells a community in time that the term of one of its bodies ends (R-B-10), and that a suspension is over.
struct WarnOfExpiry: Sendable {
    let desk: BodyDesk

    /// Warns of the bodies of the community whose time has come on that day, each once.
    func warn(on day: Day, in write: borrowing Write) async throws {
        for (body, events) in try await due(on: day, of: write.community, in: write) {
            try await desk.bodies.update(body, in: write)
            for event in events { try write.append(event) }
        }
    }

    /// Warns of the bodies of all communities.
    ///
    /// - Throws: `LeftOver` with the communities that could not be looked at, or warned
    func sweep(on day: Day, _ log: EventLog, _ logger: Logger) async throws {
        let communities = try await log.pool.withTransaction(readOnly: true) { transaction in
            try await desk.bodies.communitiesToWarn(in: transaction)
        }
        try await EachInTurn("looking at terms", of: "community", logger).go(through: communities) { community in
            // Each in a transaction of its own: after a statement that failed nothing more is read in one.
            let isDue = try await log.pool.withTransaction(readOnly: true) { transaction in
                try await !due(on: day, of: community, in: transaction).isEmpty
            }
            guard isDue else { return }
            _ = try await log.write(to: community) { write in
                try await warn(on: day, in: write)
                return true
            }
        }
    }

    private func due<Reader: Reading & ~Copyable>(
        on day: Day, of community: CommunityID, in reader: borrowing Reader
    ) async throws -> [(Body, [any DistrictEvent])] {
        let bodies = try await desk.bodies.bodies(of: community, in: reader)
        guard !bodies.isEmpty, let adopted = try await desk.rules.current(of: community, in: reader) else { return [] }
        let rules = BodyRules(pack: adopted.pack, calendar: desk.calendar, electorate: .none)
        var due: [(Body, [any DistrictEvent])] = []
        for var body in bodies {
            var events: [any DistrictEvent] = body.lapseSuspensions(on: day)
            do {
                if let event = try desk.warning(of: &body, rules, on: day) { events.append(event) }
            } catch BodyRefusal.ruleMissing {
                // Rules of before there were such values set no distance to warn at.
            } catch BodyRefusal.yearNotLoaded {
                // Rules that warn so many working days ahead, of a year whose holidays are not announced: it is told when they are.
            }
            if !events.isEmpty { due.append((body, events)) }
        }
        return due
    }
}
