/// Where the cluster is, and what all clients of a process have in common.
package struct KafkaConfiguration: Sendable {
    /// Comma-separated `host:port`, as in `bootstrap.servers`.
    package var bootstrapServers: String
    /// Shown in the broker's logs and metrics; also names the consumer group that librdkafka asks for with `KafkaConsumer.Mode.all`.
    package var clientID: String
    /// Longest time for which a broker holds back an empty fetch.
    ///
    /// Apache Kafka answers as soon as a record arrives; a broker that does not wake a waiting fetch (Tansu) delays
    /// every record by half of this.
    package var fetchWaitMax: Duration
    /// A member of a consumer group that is silent for so long has left it.
    package var sessionTimeout: Duration
    /// How often librdkafka's own statistics become metrics.
    package var statisticsInterval: Duration
    /// Further librdkafka properties such as `security.protocol`; they win over everything this module sets.
    package var additional: [String: String]

    package init(
        bootstrapServers: String, clientID: String, fetchWaitMax: Duration = .milliseconds(500),
        sessionTimeout: Duration = .seconds(10), statisticsInterval: Duration = .seconds(10),
        additional: [String: String] = [:]
    ) {
        self.bootstrapServers = bootstrapServers
        self.clientID = clientID
        self.fetchWaitMax = fetchWaitMax
        self.sessionTimeout = sessionTimeout
        self.statisticsInterval = statisticsInterval
        self.additional = additional
    }
}

extension KafkaConfiguration {
    /// librdkafka properties for any kind of client.
    var clientProperties: [String: String] {
        [
            "bootstrap.servers": bootstrapServers,
            "client.id": clientID,
            "log.queue": "true",
            "log.connection.close": "false",
            "socket.keepalive.enable": "true",
            "socket.nagle.disable": "true",
            // A broker that comes back is found within a second, not within the ten that librdkafka would let pass.
            "reconnect.backoff.ms": "50",
            "reconnect.backoff.max.ms": "1000",
            // Topics that vanished with their broker are noticed soon after they are created again.
            "topic.metadata.refresh.interval.ms": "5000",
            "topic.metadata.propagation.max.ms": "2000",
            "allow.auto.create.topics": "false",
            "enable.metrics.push": "false",
        ]
    }

    /// Properties that librdkafka 2.0.2 does not know and does well without.
    static let newerProperties: Set<String> = ["enable.metrics.push", "fetch.queue.backoff.ms"]
}

extension Duration {
    /// Whole milliseconds, clamped to what librdkafka's properties and time-outs can hold.
    ///
    /// A time that is over is none: librdkafka takes −1 for a wait without end.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard self > .zero else { return 0 }
        guard seconds < Int64(Int32.max) / 1000 else { return .max }
        return Int32(clamping: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}
