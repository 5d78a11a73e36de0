import LocalDistrict
import Model
import Postgres

/// P9: a consumer that has never seen them applies the broker's million events, effects, inbox row and all, against
/// pgbench inserting 500 rows of such events per transaction.
struct InboxApply: Sendable {
    let electorate: Electorate
    let pgbench: Pgbench
    let pairs: Int
    let seconds: Int

    func measure() async throws -> Goal {
        var goal = Goal(
            name: "P9", what: "inbox apply, cold / pgbench inserts of 500 rows per transaction, one client",
            unit: "rows/s", bound: .atLeast(0.4), pairs: Pairs())
        let head = try await head()
        _ = try await pgbench.run(Self.script, clients: 1, seconds: 3)
        // The broker must hold everything, and the source must be there to be asked for what it does not.
        try await electorate.district.with(.ballots) { ballots in
            try await awaitRelayed(head, by: ballots)
            for pair in 1...pairs {
                if pair > 1 { try await refillBroker(to: head, by: ballots) }
                let quiet = try Quiet()
                let bare = try await pgbench.run(Self.script, clients: 1, seconds: seconds).transactionsPerSecond * 500
                let applied = try await apply(to: head)
                goal.pairs.add(subject: applied, baseline: bare, try quiet.verdict())
                Progress.say("P9 pair \(pair): \(applied.short) events/s, pgbench \(bare.short) rows/s")
            }
        }
        goal.remarks.append("notices applies \(head) events of ballots to an empty database")
        return goal
    }

    /// Rows as wide as an event, under a key as an event has it.
    static let script = """
        INSERT INTO bare_event (shard, pos, id, community, payload)
        SELECT 1, nextval('bare_pos'), gen_random_uuid(), 'bench', decode(repeat('7b', 150), 'hex')
        FROM unnest('{\((1...500).map(String.init).joined(separator: ","))}'::int[]) AS event (number)
        """

    private func head() async throws -> Int64 {
        try await electorate.district.connected(to: .ballots) { connection in
            try await connection.query(
                "SELECT max(pos) FROM outbox GROUP BY shard ORDER BY 1 DESC LIMIT 1", as: Int64.self
            ).first ?? 0
        }
    }

    private func awaitRelayed(_ head: Int64, by ballots: RunningService) async throws {
        let limit = ContinuousClock.now + .seconds(180)
        while try await electorate.district.connected(
            to: .ballots,
            { try await $0.query("SELECT coalesce(max(pos), 0) FROM relay_cursor", as: Int64.self).first ?? 0 })
            < head
        {
            guard .now < limit else { throw BenchFault("the relay has not sent \(head) events after 180 s") }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Has everything sent to an empty broker.
    ///
    /// One that holds what notices posted in the pair before takes its empty database for an old copy, and so does
    /// notices, which then applies nothing (decision 60). What notices had confirmed would not be sent again.
    private func refillBroker(to head: Int64, by ballots: RunningService) async throws {
        let before = try await ballots.counter(Self.relayed)
        try await electorate.district.connected(to: .ballots) { connection in
            _ = try await connection.execute("DELETE FROM consumer_confirm")
        }
        try await electorate.district.emptyBroker()
        let limit = ContinuousClock.now + .seconds(180)
        while try await ballots.counter(Self.relayed) - before < Double(head) {
            guard .now < limit else { throw BenchFault("the relay has not sent \(head) events again after 180 s") }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private static let relayed = "tongti_relay_events_total"

    /// - Returns: events per second from the commit of the first run to that of the last.
    private func apply(to head: Int64) async throws -> Double {
        try await electorate.district.emptyDatabase(of: .notices)
        return try await electorate.district.with(.notices) { _ in
            let limit = ContinuousClock.now + .seconds(180)
            while .now < limit {
                let progress = try await progress()
                if let progress, progress.last >= head { return progress.rate }
                try await Task.sleep(for: .milliseconds(200))
            }
            throw BenchFault("notices has not applied \(head) events after 180 s")
        }
    }

    private func progress() async throws -> (last: Int64, rate: Double)? {
        try await electorate.district.connected(to: .notices) { connection in
            let isThere = try await connection.query("SELECT to_regclass('inbox_log') IS NOT NULL", as: Bool.self).first
            guard isThere == true else { return nil }
            let rows: [(Int64, Int64, Int64)] = try await connection.query(
                """
                SELECT max(last_pos), max(last_pos) - min(last_pos),
                    (extract(epoch FROM max(applied_at) - min(applied_at)) * 1000000)::bigint
                FROM inbox_log WHERE source = 'ballots' GROUP BY shard ORDER BY max(last_pos) DESC LIMIT 1
                """, as: (Int64, Int64, Int64).self)
            guard let row = rows.first else { return nil }
            let seconds = Double(row.2) / 1_000_000
            return (row.0, Double(row.1) / max(seconds, 0.001))
        }
    }
}
