import Metrics

/// The log's own figures, made once.
struct EventLogMetrics: Sendable {
    /// Commands per transaction.
    let batchSize = Recorder(label: "tongti_outbox_batch_commands")
    /// Facts sent to the broker and acknowledged.
    let relayed = Counter(label: "tongti_relay_events_total")
    /// Facts whose delivery failed and was tried again.
    let relayFailures = Counter(label: "tongti_relay_failures_total")
    /// Times the broker was found to have lost what it had acknowledged.
    let brokerLosses = Counter(label: "tongti_relay_broker_losses_total")
    let applied = Counter(label: "tongti_inbox_events_total")
    let duplicates = Counter(label: "tongti_inbox_duplicates_total")
    let gaps = Counter(label: "tongti_inbox_gaps_total")
    let forks = Counter(label: "tongti_inbox_forks_total")
    /// Records on others' topics that are none of our events; the log tells of some, and forks count them too.
    let strangeRecords = Counter(label: "tongti_inbox_strange_records_total")
    let parked = Counter(label: "tongti_inbox_parked_total")
    /// Times a source's shard was stopped because too much of it could not be applied.
    let stops = Counter(label: "tongti_inbox_stops_total")
}
