import EventLog
import FoundationEssentials
import Kafka
import LocalDistrict
import Model
import Postgres
import Threads

/// P10: from the commit of a vote in ballots to the commit that shows it in notices, at 200 votes a second, against the
/// floor of what has to happen in between: two commits, and a record through the same broker by bare librdkafka.
///
/// Both commits are read from PostgreSQL's own record of commit times; it is one machine and one clock. Each pair begins
/// with an empty broker, and both send as many records into one partition: some brokers (Tansu) become slower with every
/// batch that a partition holds.
struct CommitToApplied: Sendable {
    let electorate: Electorate
    let pgbench: Pgbench
    let pairs: Int
    let seconds: Int

    static let rate = 200
    static let fetchWait = Duration.milliseconds(10)

    func measure() async throws -> Goal {
        var goal = Goal(
            name: "P10", what: "commit in ballots to commit in notices, p50 / its floor", unit: "ms",
            bound: .atMost(3), pairs: Pairs())
        var tails: [Double] = []
        let district = electorate.district
        try await district.with(.ballots) { ballots in
            try await district.with(.notices, fetchWait: Self.fetchWait) { _ in
                for pair in 1...pairs {
                    try await district.emptyBroker()
                    try await vote(for: 2, in: "p10-warmup-\(pair)", at: ballots)
                    _ = try await self.delays(of: "p10-warmup-\(pair)")
                    let quiet = try Quiet()
                    let commit = try await pgbench.run(VotesOverHTTP.bareVote, clients: 1, seconds: 5)
                        .latencyMilliseconds
                    let wire = try await bareLatencies()
                    let assembly = "p10-\(pair)"
                    try await vote(for: seconds, in: assembly, at: ballots)
                    let delays = try await delays(of: assembly)
                    let floor = 2 * commit + wire.quantile(0.5)
                    goal.pairs.add(subject: delays.quantile(0.5), baseline: floor, try quiet.verdict())
                    tails.append(delays.quantile(0.99) / (2 * commit + wire.quantile(0.99)))
                    Progress.say(
                        "P10 pair \(pair): p50 \(delays.quantile(0.5).short) ms, p99 \(delays.quantile(0.99).short) ms of "
                            + "\(delays.count); commit \(commit.short) ms, wire p50 \(wire.quantile(0.5).short) ms, "
                            + "p99 \(wire.quantile(0.99).short) ms")
                }
            }
        }
        goal.remarks.append(
            "p99 over its floor: ratio \(Quartiles(tails).median.short); fetches wait \(Self.fetchWait.inMilliseconds.short) ms"
        )
        return goal
    }

    /// Casts votes at the rate, each on its own time whatever became of the one before.
    private func vote(for seconds: Int, in assembly: String, at ballots: RunningService) async throws {
        try await electorate.open(assembly, at: ballots.url)
        let load = try Ballots(electorate: electorate, url: ballots.url)
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<(seconds * Self.rate) {
                try await Task.sleep(until: start + .seconds(1) * number / Self.rate)
                group.addTask {
                    try await load.cast(number % electorate.owners, on: number / electorate.owners + 1, in: assembly)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Milliseconds from commit to commit of every vote of the assembly, sorted.
    private func delays(of assembly: String) async throws -> [Double] {
        let district = electorate.district
        let written = try await district.connected(to: .ballots) { connection in
            try await connection.query(
                """
                SELECT pos, (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000000)::bigint
                FROM outbox WHERE type = 'tongti.ballots.VoteAccepted.v1' AND subject = \("assembly:\(assembly)") ORDER BY pos
                """, as: (Int64, Int64).self)
        }
        guard let last = written.last?.0 else { throw BenchFault("no vote of \(assembly) is in the outbox") }
        let limit = ContinuousClock.now + .seconds(30)
        while true {
            let applied = try await district.connected(to: .notices) { connection in
                try await connection.query(
                    """
                    SELECT first_pos, last_pos, (extract(epoch FROM pg_xact_commit_timestamp(xmin)) * 1000000)::bigint
                    FROM inbox_log WHERE source = 'ballots' AND last_pos >= \(written[0].0) ORDER BY first_pos
                    """, as: (Int64, Int64, Int64).self)
            }
            if let reached = applied.last?.1, reached >= last { return Self.join(written, applied) }
            guard .now < limit else { throw BenchFault("notices has not applied \(assembly) after 30 s") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private static func join(_ written: [(Int64, Int64)], _ applied: [(Int64, Int64, Int64)]) -> [Double] {
        var run = 0
        return written.map { position, committed in
            while applied[run].1 < position { run += 1 }
            return Double(applied[run].2 - committed) / 1_000
        }.sorted()
    }

    /// Milliseconds of records at the same rate through a topic of the same broker, sorted.
    private func bareLatencies() async throws -> [Double] {
        let servers = electorate.district.district.kafkaBootstrapServers
        // A cluster of others keeps what earlier pairs have sent.
        let topic = "bare.latency.\(UUID().uuidString.lowercased())"
        try await KafkaAdmin(KafkaConfiguration(bootstrapServers: servers, clientID: "bench")).createTopics([
            TopicSpecification(name: topic, partitions: Shard.all.count)
        ])
        let partition = Shard(of: try CommunityID(parsing: Electorate.community)).number
        let wire = BareWire(
            servers: servers, topic: topic, partition: partition, count: seconds * Self.rate, rate: Self.rate)
        return try await wire.latencies(fetchWait: Self.fetchWait).sorted()
    }
}

extension [Double] {
    /// Of sorted values; zero without any.
    func quantile(_ share: Double) -> Double {
        isEmpty ? 0 : self[Swift.min(count - 1, Int(share * Double(count)))]
    }
}
