import Foundation
import Model
import TestSupport
import Testing

@testable import EventLog
@testable import Kafka

/// What is written and read without a `String` is the text that it always was.
@Suite struct WireTextTests {
    @Test func `numbers, ids and hashes are the texts that their descriptions are`() {
        var random = SeededGenerator()
        for _ in 0..<500 {
            let number = Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
            #expect(WireText.bytes(number) == Array(String(number).utf8), "seed \(random.seed)")
            #expect(WireText.number(Array(String(number).utf8), as: Int64.self) == number, "seed \(random.seed)")
            let id = UUID(uuidString: UUID().uuidString) ?? UUID()
            #expect(WireText.bytes(id) == Array(id.uuidString.lowercased().utf8))
            #expect(WireText.id(Array(id.uuidString.utf8)) == id)
            let hash = Digest256(of: Array(String(number).utf8))
            #expect(WireText.hex(hash.bytes) == Array(hash.description.utf8))
            #expect(WireText.digest(WireText.hex(hash.bytes)) == hash.bytes)
        }
        for number in [Int64.min, -1, 0, 1, Int64.max] {
            #expect(WireText.bytes(number) == Array(String(number).utf8))
            #expect(WireText.number(WireText.bytes(number), as: Int64.self) == number)
        }
    }

    @Test(arguments: [
        "", "-", "+5", " 5", "5 ", "0x5", "9223372036854775808", "-9223372036854775809", "99999999999999999999",
    ])
    func `what is no number, or too large, is not read as one`(text: String) {
        #expect(WireText.number(Array(text.utf8), as: Int64.self) == nil)
        #expect(WireText.number(Array("2147483648".utf8), as: Int32.self) == nil)
    }

    @Test(arguments: [
        "", "0190a0b1c2d37e4f8a5b6c7d8e9f0a1b", "0190a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1",
        "0190a0b1-c2d3-7e4f-8a5b-6c7d8e9f0a1g",
        "0190a0b1-c2d3-7e4f-8a5b+6c7d8e9f0a1b",
    ])
    func `what is no id is not read as one`(text: String) {
        #expect(WireText.id(Array(text.utf8)) == nil)
        #expect(WireText.digest(Array(text.utf8)) == nil)
    }

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
