extension KafkaConfiguration {
    /// librdkafka properties of a consumer.
    func consumerProperties(_ mode: KafkaConsumer.Mode) -> [String: String] {
        let group =
            switch mode {
            case .all: clientID
            case .group(let id, _): id
            }
        let own = [
            "group.id": group,
            "enable.auto.commit": "false",
            "enable.auto.offset.store": "false",
            "auto.offset.reset": "error",
            // Gives the same partition of all topics to the same member.
            "partition.assignment.strategy": "range",
            "session.timeout.ms": "\(sessionTimeout.milliseconds)",
            "heartbeat.interval.ms": "\((sessionTimeout / 4).milliseconds)",
            "check.crcs": "true",
            "fetch.wait.max.ms": "\(fetchWaitMax.milliseconds)",
            "fetch.error.backoff.ms": "50",
            "fetch.queue.backoff.ms": "10",
            "queued.max.messages.kbytes": "16384",
            "statistics.interval.ms": "\(statisticsInterval.milliseconds)",
        ]
        return
            clientProperties
            .merging(own) { _, own in own }
            .merging(additional) { _, additional in additional }
    }
}
