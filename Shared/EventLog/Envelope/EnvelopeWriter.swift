import FoundationEssentials
import Kafka
import Model

/// Makes records of successive events of one shard; what they have in common is written once.
struct EnvelopeWriter {
    private let topic: String
    private let partition: Int32
    private let source: [UInt8]
    private let shard: [UInt8]
    private var epoch: (number: Int32, text: [UInt8]) = (0, Array("0".utf8))
    private var time: (time: Timestamp, text: [UInt8])?
    private var chain: (chain: [UInt8], text: [UInt8])?
    private var names: [String] = []

    private static let version = Array("1.0".utf8)
    private static let contentType = Array("application/json".utf8)

    init(source: ServiceName, shard: Shard, topic: String) {
        self.topic = topic
        partition = shard.number
        self.source = Array("/tongti/\(source.rawValue)".utf8)
        self.shard = WireText.bytes(Int64(shard.number))
    }

    mutating func record(of row: OutboxRow) -> ProducerRecord {
        if row.epoch != epoch.number { epoch = (row.epoch, WireText.bytes(Int64(row.epoch))) }
        // The facts of one batch were recorded at one time.
        let time: [UInt8]
        if let last = self.time, last.time == row.time {
            time = last.text
        } else {
            time = Array(row.time.description.utf8)
            self.time = (row.time, time)
        }
        let previous: [UInt8]
        if let last = chain, last.chain == row.previousChain {
            previous = last.text
        } else {
            previous = WireText.hex(row.previousChain)
        }
        let chain = WireText.hex(row.chain)
        self.chain = (row.chain, chain)
        var headers = RecordHeaders(like: names, bytes: 512)
        headers.append("ce_specversion", Self.version)
        headers.append("ce_id") { WireText.append(row.id, to: &$0) }
        headers.append("ce_source", source)
        headers.append("ce_type", row.type)
        headers.append("ce_time", time)
        headers.append("ce_subject", row.subject)
        headers.append("content-type", Self.contentType)
        headers.append("ce_shard", shard)
        headers.append("ce_pos") { WireText.append(row.position, to: &$0) }
        headers.append("ce_epoch", epoch.text)
        headers.append("ce_prevchain", previous)
        headers.append("ce_chain", chain)
        headers.append("ce_after", row.after)
        if let traceparent = row.traceparent { headers.append("traceparent", traceparent) }
        names = headers.names
        return ProducerRecord(
            topic: topic, partition: partition, key: row.community, value: row.payload, headers: headers)
    }
}
