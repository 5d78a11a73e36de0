import EventLog
import Kafka
import LocalDistrict
import Model
import Postgres
import Threads

/// P8: a backlog of a million events leaves the outbox for an empty broker, against a bare librdkafka producer that sends
/// the same bytes to as many partitions and has them in memory already.
struct RelayDrain: Sendable {
    let electorate: Electorate
    let pairs: Int
    let events: Int

    func measure() async throws -> Goal {
        var goal = Goal(
            name: "P8", what: "relay drain of the backlog / bare librdkafka producer, same bytes", unit: "events/s",
            bound: .atLeast(0.3), pairs: Pairs())
        let shard = Shard(of: try CommunityID(parsing: Electorate.community))
        try await fill()
        let records = try await records(of: shard)
        let backlog = try await self.backlog()
        for pair in 1...pairs {
            let quiet = try Quiet()
            try await electorate.district.emptyBroker()
            let bare = try await sendBare(records)
            try await electorate.district.emptyBroker()
            let drained = try await drain(backlog)
            goal.pairs.add(subject: drained, baseline: Double(records.count) / bare.inSeconds, try quiet.verdict())
            Progress.say(
                "P8 pair \(pair): \(drained.short) events/s, bare \((Double(records.count) / bare.inSeconds).short)/s")
        }
        let bytes = records.prefix(1_000).reduce(0) {
            $0 + $1.value.count + $1.headers.reduce(0) { $0 + $1.value.count }
        }
        goal.remarks.append(
            "\(backlog) events in one shard, about \(bytes / max(1, min(1_000, records.count))) bytes of value and headers each; "
                + "the bare producer sends \(records.count)")
        return goal
    }

    /// Votes until there are enough events.
    private func fill() async throws {
        let district = electorate.district
        try await district.with(.ballots) { ballots in
            var round = 0
            while try await backlog() < events {
                round += 1
                let assembly = "fill-\(round)"
                try await electorate.open(assembly, at: ballots.url)
                _ = try await Wrk(electorate: electorate).castVotes(in: assembly, at: ballots.url, seconds: 15)
            }
        }
    }

    private func backlog() async throws -> Int {
        try await electorate.district.connected(to: .ballots) { connection in
            Int(try await connection.query("SELECT count(*) FROM outbox", as: Int64.self).first ?? 0)
        }
    }

    /// The first events of the shard as the relay sends them.
    private func records(of shard: Shard) async throws -> [ProducerRecord] {
        try await electorate.district.connected(to: .ballots) { connection in
            var records: [ProducerRecord] = []
            while records.count < events {
                let page = try await OutboxReader(identity: LogIdentity(source: .ballots, epoch: 1)).events(
                    in: shard, of: nil, from: Int64(records.count) + 1, limit: 20_000, on: connection)
                if page.events.isEmpty { break }
                records += page.events.map { KafkaBinding.record(of: $0, topic: ServiceName.ballots.topic) }
            }
            return records
        }
    }

    /// What the bare producer sends to.
    static let bareTopic = "bare.events"

    private func sendBare(_ records: [ProducerRecord]) async throws -> Duration {
        let servers = electorate.district.district.kafkaBootstrapServers
        try await KafkaAdmin(KafkaConfiguration(bootstrapServers: servers, clientID: "bench")).createTopics([
            TopicSpecification(name: Self.bareTopic, partitions: Shard.all.count)
        ])
        let renamed = records.map {
            ProducerRecord(
                topic: Self.bareTopic, partition: $0.partition, key: $0.key, value: $0.value, headers: $0.headers)
        }
        let thread = DedicatedThread(name: "bare-producer")
        defer { thread.stop() }
        return try await thread.run { try BareProducer(bootstrapServers: servers, linger: "5").send(renamed) }
    }

    /// - Returns: events per second from the first acknowledged page to the last.
    private func drain(_ backlog: Int) async throws -> Double {
        try await electorate.district.with(.ballots) { ballots in
            let limit = ContinuousClock.now + .seconds(180)
            var first: (Double, ContinuousClock.Instant)?
            while .now < limit {
                let sent = try await ballots.counter("tongti_relay_events_total")
                let now = ContinuousClock.now
                if sent > 0, first == nil { first = (sent, now) }
                if let (start, since) = first, sent >= Double(backlog) {
                    return (sent - start) / (now - since).inSeconds
                }
                try await Task.sleep(for: .milliseconds(20))
            }
            throw BenchFault("the relay did not drain \(backlog) events in 180 s")
        }
    }
}
