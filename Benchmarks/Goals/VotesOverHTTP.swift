import LocalDistrict
import Model
import Postgres

/// P1: durable votes over HTTP, one hot assembly, 64 connections, every request signed, outbox and relay at work, against
/// what PostgreSQL alone does with as many clients that each insert a bare row per transaction.
struct VotesOverHTTP: Sendable {
    let electorate: Electorate
    let pgbench: Pgbench
    let pairs: Int
    let seconds: Int

    func measure() async throws -> Goal {
        let district = electorate.district
        return try await district.with(.ballots) { ballots in
            var goal = Goal(
                name: "P1", what: "votes over HTTP / pgbench single-row inserts, 64 connections each", unit: "per s",
                bound: .atLeast(0.8), pairs: Pairs())
            var costs: [Double] = []
            var latencies: [(Double, Double)] = []
            var batches: [Double] = []
            var empty: [Double] = []
            let wrk = Wrk(electorate: electorate)
            _ = try await pgbench.run(Self.bareVote, clients: Wrk.connections, seconds: 5)
            try await electorate.open("warmup", at: ballots.url)
            _ = try await wrk.castVotes(in: "warmup", at: ballots.url, seconds: 5)
            for pair in 1...pairs {
                let quiet = try Quiet()
                let bare = try await pgbench.run(Self.bareVote, clients: Wrk.connections, seconds: seconds)
                let assembly = "p1-\(pair)"
                try await electorate.open(assembly, at: ballots.url)
                let cpu = try self.cpu(of: ballots)
                let votes = try await wrk.castVotes(in: assembly, at: ballots.url, seconds: seconds)
                let used = try self.cpu(of: ballots) - cpu
                goal.pairs.add(subject: votes.perSecond, baseline: bare.transactionsPerSecond, try quiet.verdict())
                empty.append(try await wrk.askNothing(at: ballots.url, seconds: 3) / bare.transactionsPerSecond)
                costs.append(used / Double(votes.accepted) / (bare.cpuSeconds / bare.transactions))
                latencies.append((votes.median, votes.p99))
                let stored = try await stored(in: assembly)
                goal.failures += accounts(of: votes, stored: stored.votes, in: assembly)
                batches.append(Double(stored.votes) / Double(max(1, stored.transactions)))
                Progress.say(
                    "P1 pair \(pair): \(votes.perSecond.short) votes/s, pgbench \(bare.transactionsPerSecond.short)/s")
            }
            goal.remarks += [
                "processor time per vote of service and database, over that per insert of pgbench and database: "
                    + "ratio \(Quartiles(costs).median.short)",
                "an empty route over the same connections, over the inserts: ratio \(Quartiles(empty).median.short)",
                "latency p50 \(Quartiles(latencies.map(\.0)).median.short) ms, p99 \(Quartiles(latencies.map(\.1)).median.short) ms",
                "\(Quartiles(batches).median.short) votes in a transaction",
                "\(electorate.owners) owners vote on \(electorate.items) items each, with a token each",
            ]
            goal.failures += try await receipts(at: ballots)
            let audit = try await RowAudit(url: ballots.url, authorization: electorate.operator)
                .run(of: Electorate.community)
            goal.remarks.append(audit.remark)
            goal.failures += audit.faults
            return goal
        }
    }

    static let bareVote = String(decoding: PackageResources.bare_vote_sql, as: UTF8.self)

    private func cpu(of service: RunningService) throws -> Double {
        let table = try ProcessTable()
        return try table.cpuSeconds(below: service.child.pid)
            + table.cpuSeconds(below: electorate.district.pid(of: .postgres(.ballots)))
    }

    /// What is in the table, and in how many transactions it came.
    private func stored(in assembly: String) async throws -> (votes: Int64, transactions: Int64) {
        try await electorate.district.connected(to: .ballots) { connection in
            try await connection.query(
                """
                SELECT count(*), count(DISTINCT vote.accepted_at)
                FROM vote JOIN assembly ON assembly.number = vote.assembly
                WHERE assembly.community = 'bench' AND assembly.code = \(assembly)
                """, as: (Int64, Int64).self
            ).first ?? (0, 0)
        }
    }

    /// Every vote that was answered with success is in the table; those under way when the load ended may be there too.
    private func accounts(of votes: Wrk.Result, stored: Int64, in assembly: String) -> [String] {
        var failures: [String] = []
        if votes.refused > 0 { failures.append("\(assembly): \(votes.refused) votes were refused") }
        if votes.broken > 0 { failures.append("\(assembly): \(votes.broken) requests got no answer") }
        if !(Int64(votes.accepted)...Int64(votes.accepted + Wrk.connections)).contains(stored) {
            failures.append("\(assembly): \(votes.accepted) votes were accepted and \(stored) are in the table")
        }
        return failures
    }

    /// Casts some more votes and looks each receipt up.
    private func receipts(at ballots: RunningService) async throws -> [String] {
        try await electorate.open("receipts", at: ballots.url)
        let receipts = try await Ballots(electorate: electorate, url: ballots.url).cast(2_000, in: "receipts")
        let known = try await electorate.district.connected(to: .ballots) { connection in
            try await connection.query(
                "SELECT count(*) FROM vote WHERE receipt IN (SELECT unnest(\(receipts)::text[])::uuid)", as: Int64.self
            ).first ?? 0
        }
        return known == Int64(receipts.count) ? [] : ["of \(receipts.count) receipts \(known) are in the table"]
    }
}
