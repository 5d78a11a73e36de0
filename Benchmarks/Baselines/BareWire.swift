import CLibrdkafka
import Kafka
import Model
import Synchronization
import Threads

/// How long a record needs from a bare producer to a bare consumer.
struct BareWire: Sendable {
    let servers: String
    let topic: String
    /// All records go to one partition, as the events of a community do.
    let partition: Int32
    let count: Int
    let rate: Int

    /// Milliseconds from handing each record over to its arrival.
    func latencies(fetchWait: Duration) async throws -> [Double] {
        let sender = DedicatedThread(name: "bare-producer")
        let receiver = DedicatedThread(name: "bare-consumer")
        defer {
            sender.stop()
            receiver.stop()
        }
        let isListening = Mutex(false)
        let origin = ContinuousClock.now
        async let received = receiver.run {
            try receive(fetchWait: fetchWait, since: origin) { isListening.withLock { $0 = true } }
        }
        while !isListening.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(10)) }
        let producer = try await sender.run { Sender(try BareProducer(bootstrapServers: servers, linger: "0")) }
        let start = ContinuousClock.now
        for number in 0..<count {
            try await Task.sleep(until: start + .seconds(1) * number / rate)
            let stamp = (ContinuousClock.now - origin).inMilliseconds
            try await sender.run { try producer.send(topic, partition, stamp: stamp) }
        }
        return try await received
    }

    private func receive(
        fetchWait: Duration, since origin: ContinuousClock.Instant, _ listening: () -> Void
    ) throws -> [Double] {
        let consumer = try BareConsumer(
            bootstrapServers: servers, topic: topic, partitions: Int32(Shard.all.count), fetchWait: fetchWait)
        listening()
        var latencies: [Double] = []
        let limit = ContinuousClock.now + .seconds(1) * count / rate + .seconds(60)
        while latencies.count < count, .now < limit {
            guard let value = try consumer.poll(milliseconds: 100) else { continue }
            let now = (ContinuousClock.now - origin).inMilliseconds
            guard let stamp = Double(String(decoding: value.prefix { $0 != 0x20 }, as: UTF8.self)) else { continue }
            latencies.append(now - stamp)
        }
        guard latencies.count == count else { throw BenchFault("\(latencies.count) of \(count) bare records arrived") }
        return latencies
    }
}

/// A bare producer that one thread uses.
// SAFETY: every use is a job of the one thread `sender`, which runs them one after the other.
private final class Sender: @unchecked Sendable {
    private let producer: BareProducer

    init(_ producer: BareProducer) { self.producer = producer }

    func send(_ topic: String, _ partition: Int32, stamp: Double) throws {
        let padding = String(repeating: "x", count: 600)
        _ = try producer.send([
            ProducerRecord(
                topic: topic, partition: partition, key: [], value: Array("\(stamp) \(padding)".utf8), headers: [])
        ])
    }
}
