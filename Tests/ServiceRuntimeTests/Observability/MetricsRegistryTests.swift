import Metrics
import Testing

@testable import ServiceRuntime

struct MetricsRegistryTests {
    @Test func `the text that Prometheus reads is as it always was`() {
        let registry = MetricsRegistry()
        Counter(label: "events.applied", dimensions: [("source", "funds")], factory: registry).increment(by: 3)
        Counter(label: "events.applied", dimensions: [("source", "ballots")], factory: registry).increment()
        FloatingPointCounter(label: "cpu.seconds", factory: registry).increment(by: 0.25)
        Gauge(label: "outbox.lag", factory: registry).record(-2)
        Meter(label: "9lives", dimensions: [("why", "a \"b\"\\\n")], factory: registry).set(1.5)
        let timer = Timer(label: "relay.page", factory: registry)
        timer.recordNanoseconds(400_000)
        timer.recordNanoseconds(1_000_000)
        timer.recordNanoseconds(70_000_000_000)
        Recorder(label: "batch.size", factory: registry).record(17)

        #expect(registry.prometheusText() == Self.golden)
    }

    @Test func `two owners of one number add up`() {
        let registry = MetricsRegistry()
        Counter(label: "a", factory: registry).increment()
        Counter(label: "a", factory: registry).increment()
        #expect(registry.prometheusText() == "# TYPE a_total counter\na_total 2\n")
    }

    @Test func `a name that is taken for another kind does not spoil the page`() {
        let registry = MetricsRegistry()
        Counter(label: "a_total", factory: registry).increment()
        Meter(label: "a_total", factory: registry).set(9)
        #expect(registry.prometheusText() == "# TYPE a_total counter\na_total 1\n")
    }

    @Test func `numbers from many threads are all counted`() async {
        let registry = MetricsRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let counter = Counter(label: "a", factory: registry)
                    let timer = Timer(label: "b", factory: registry)
                    for _ in 0..<1_000 {
                        counter.increment()
                        timer.recordNanoseconds(1)
                    }
                }
            }
        }
        #expect(registry.prometheusText().contains("a_total 8000\n"))
        #expect(registry.prometheusText().contains("b_seconds_count 8000\n"))
    }

    @Test func `the process tells its memory, processor time and files`() throws {
        let text = try ProcessMetrics.prometheusText()
        let memory = try #require(text.firstMatch(of: #/process_resident_memory_bytes (\d+)/#).flatMap { Int($0.1) })
        #expect(memory > 1_000_000)
        #expect(text.contains("process_cpu_seconds_total "))
        #expect(text.contains("process_open_fds "))
    }

    private static let golden = """
        # TYPE _9lives gauge
        _9lives{why="a \\"b\\"\\\\\\n"} 1.5
        # TYPE batch_size histogram
        batch_size_bucket{le="1"} 0
        batch_size_bucket{le="4"} 0
        batch_size_bucket{le="16"} 0
        batch_size_bucket{le="64"} 1
        batch_size_bucket{le="256"} 1
        batch_size_bucket{le="1024"} 1
        batch_size_bucket{le="4096"} 1
        batch_size_bucket{le="16384"} 1
        batch_size_bucket{le="65536"} 1
        batch_size_bucket{le="262144"} 1
        batch_size_bucket{le="1048576"} 1
        batch_size_bucket{le="+Inf"} 1
        batch_size_sum 17
        batch_size_count 1
        # TYPE cpu_seconds_total counter
        cpu_seconds_total 0.25
        # TYPE events_applied_total counter
        events_applied_total{source="ballots"} 1
        events_applied_total{source="funds"} 3
        # TYPE outbox_lag gauge
        outbox_lag -2
        # TYPE relay_page_seconds histogram
        relay_page_seconds_bucket{le="0.0005"} 1
        relay_page_seconds_bucket{le="0.001"} 2
        relay_page_seconds_bucket{le="0.0025"} 2
        relay_page_seconds_bucket{le="0.005"} 2
        relay_page_seconds_bucket{le="0.01"} 2
        relay_page_seconds_bucket{le="0.025"} 2
        relay_page_seconds_bucket{le="0.05"} 2
        relay_page_seconds_bucket{le="0.1"} 2
        relay_page_seconds_bucket{le="0.25"} 2
        relay_page_seconds_bucket{le="0.5"} 2
        relay_page_seconds_bucket{le="1"} 2
        relay_page_seconds_bucket{le="2.5"} 2
        relay_page_seconds_bucket{le="5"} 2
        relay_page_seconds_bucket{le="10"} 2
        relay_page_seconds_bucket{le="+Inf"} 3
        relay_page_seconds_sum 70.0014
        relay_page_seconds_count 3

        """
}
