import Model
import Testing

@testable import EventLog
@testable import Kafka

@Suite struct EventChainTests {
    /// Computed with Python's hashlib from the description in docs/event-log.md, not with this code.
    @Test func `the chain is what the documentation says`() throws {
        let first = try InboxBufferTests.history(1)[0]
        #expect(
            Digest256(bytes: first.chain)?.description
                == "5cb6c13a631356bca0a46a3cb62f086bed4b3da150bb28d43af39d626f0e32b3")
    }

    @Test func `an event survives the wire and fits its chain`() throws {
        let sent = try InboxBufferTests.next(after: nil, causality: Causality([.funds: 12, .ballots: 3]))
        let received = try KafkaBinding.envelope(of: Self.consumed(KafkaBinding.record(of: sent)), from: .registry)

        #expect(received == sent)
        #expect(received.isIntact)
        #expect(sent.after.text == #"{"ballots":3,"funds":12}"#)
    }

    @Test(arguments: ["value", "ce_subject", "ce_time", "ce_pos", "ce_after", "ce_type", "ce_epoch", "ce_id"])
    func `an event that was altered on the way does not fit its chain`(field: String) throws {
        var record = KafkaBinding.record(of: try InboxBufferTests.next(after: nil))
        let forged: [String: String] = [
            "ce_subject": "other", "ce_time": "2023-01-01T00:00:00Z", "ce_pos": "2", "ce_after": #"{"funds":1}"#,
            "ce_type": "u", "ce_epoch": "2", "ce_id": "0190a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1c",
        ]
        if field == "value" { record.value = [9] }
        record.headers = RecordHeaders(
            record.headers.map { ($0.name, $0.name == field ? Array((forged[field] ?? "").utf8) : Array($0.value)) })

        #expect(try !KafkaBinding.envelope(of: Self.consumed(record), from: .registry).isIntact)
    }

    @Test(arguments: ["ce_id", "ce_pos", "ce_shard", "ce_source", "ce_prevchain", "ce_after"])
    func `a record without one of our headers is not an event`(missing: String) throws {
        var record = KafkaBinding.record(of: try InboxBufferTests.next(after: nil))
        record.headers = RecordHeaders(record.headers.filter { $0.name != missing }.map { ($0.name, Array($0.value)) })

        #expect(throws: MalformedEvent.self) {
            try KafkaBinding.envelope(of: Self.consumed(record), from: .registry)
        }
    }

    @Test(arguments: ["0", "-1", "9223372036854775808", ""])
    func `a record at a position that no event has is not an event`(position: String) throws {
        var record = KafkaBinding.record(of: try InboxBufferTests.next(after: nil))
        record.headers = RecordHeaders(
            record.headers.map { ($0.name, $0.name == "ce_pos" ? Array(position.utf8) : Array($0.value)) })

        #expect(throws: MalformedEvent.self) {
            try KafkaBinding.envelope(of: Self.consumed(record), from: .registry)
        }
    }

    private static func consumed(_ record: ProducerRecord) -> ConsumedRecord {
        ConsumedRecord(
            topic: record.topic, partition: record.partition, offset: 0, key: record.key, value: record.value,
            headers: record.headers, timestamp: 0)
    }
}
