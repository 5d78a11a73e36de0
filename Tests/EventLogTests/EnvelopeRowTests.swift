import Model
import Testing

@testable import EventLog
@testable import Kafka

/// What successive events have in common is written and read once.
@Suite struct EnvelopeRowTests {
    @Test func `records in a row are the records that each event makes alone, and are read as what they were`() throws {
        var events: [EventEnvelope] = []
        for number in 0..<12 {
            events.append(
                try InboxBufferTests.next(
                    after: events.last, subject: "subject-\(number % 3)",
                    causality: Causality(number % 4 == 0 ? [:] : [.funds: Int64(number / 3)]), epoch: number < 6 ? 1 : 2
                ))
        }
        var writer = EnvelopeWriter(source: .registry, shard: events[0].shard, topic: "tongti.registry")
        var reader = EnvelopeReader(source: .registry)
        var hasher = ChainHasher(source: .registry, epoch: 1, shard: events[0].shard)
        for event in events {
            let alone = KafkaBinding.record(of: event)
            let inRow = writer.record(of: alone, of: event)
            #expect(inRow.headers.map(\.name) == alone.headers.map(\.name))
            #expect(inRow.headers.map(\.value) == alone.headers.map(\.value))
            let read = try reader.envelope(
                of: ConsumedRecord(
                    topic: inRow.topic, partition: inRow.partition, offset: 0, key: inRow.key, value: inRow.value,
                    headers: inRow.headers, timestamp: 0))
            #expect(read == event)
            #expect(read.isIntact(by: &hasher))
        }
    }

    @Test func `headers may stand in another order in each record, between others and twice`() throws {
        var reader = EnvelopeReader(source: .registry)
        let strange: (name: String, value: [UInt8]) = ("ce_other", [0xff])
        let forged: (name: String, value: [UInt8]) = ("ce_pos", Array("99".utf8))
        var last: EventEnvelope?
        for number in 0..<24 {
            let event = try InboxBufferTests.next(after: last)
            last = event
            let record = KafkaBinding.record(of: event)
            var headers = record.headers.map { (name: $0.name, value: Array($0.value)) }
            headers = Array(headers[(number / 2 % 13)...] + headers[..<(number / 2 % 13)])
            if number % 3 == 1 { headers.insert(strange, at: number % 5) }
            // The last of a name counts.
            if number % 4 == 3 { headers.insert(forged, at: 0) }
            let read = try reader.envelope(
                of: ConsumedRecord(
                    topic: record.topic, partition: record.partition, offset: 0, key: record.key, value: record.value,
                    headers: RecordHeaders(headers), timestamp: 0))
            #expect(read == event && read.isIntact)
        }
    }
}

extension EnvelopeWriter {
    fileprivate mutating func record(of alone: ProducerRecord, of event: EventEnvelope) -> ProducerRecord {
        record(
            of: OutboxRow(
                position: event.position, id: event.id.uuid, epoch: event.epoch, community: alone.key,
                subject: Array(event.subject.utf8), type: Array(event.type.utf8), payload: event.payload,
                after: Array(event.after.text.utf8), traceparent: nil, time: event.time,
                previousChain: event.previousChain, chain: event.chain))
    }
}
