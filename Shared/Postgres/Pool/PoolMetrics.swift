import Metrics

/// `postgres_connections{state=open|idle}` and `postgres_waiting`, per database.
struct PoolMetrics: Sendable {
    private let open: Gauge
    private let idle: Gauge
    private let waiting: Gauge

    init(database: String) {
        open = Gauge(label: "postgres_connections", dimensions: [("database", database), ("state", "open")])
        idle = Gauge(label: "postgres_connections", dimensions: [("database", database), ("state", "idle")])
        waiting = Gauge(label: "postgres_waiting", dimensions: [("database", database)])
    }

    func record(_ census: PoolState.Census) {
        open.record(census.open)
        idle.record(census.idle)
        waiting.record(census.waiting)
    }
}
