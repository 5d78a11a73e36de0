extension KafkaConfiguration {
    /// librdkafka properties of a producer.
    var producerProperties: [String: String] {
        let own = [
            "enable.idempotence": "true",
            "acks": "all",
            // A record is given up at shutdown or with its client, never by the clock: that would leave a gap.
            "message.timeout.ms": "0",
            // A lone record goes at once, and batches form by themselves while requests are under way.
            "linger.ms": "0",
            "batch.size": "1000000",
            "batch.num.messages": "10000",
            // ProducerState bounds the queue, by records and bytes of all topics together.
            "queue.buffering.max.messages": "0",
            "queue.buffering.max.kbytes": "2097151",
            "statistics.interval.ms": "\(statisticsInterval.milliseconds)",
        ]
        return
            clientProperties
            .merging(own) { _, own in own }
            .merging(additional) { _, additional in additional }
    }
}
