import Instrumentation
import ServiceContextModule
import Testing

@testable import ServiceRuntime

struct TraceContextTests {
    private static let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test func `a traceparent is written as it was read`() {
        #expect(TraceContext(traceparent: Self.parent)?.traceparent == Self.parent)
        #expect(TraceContext(traceparent: "cc" + Self.parent.dropFirst(2) + "-what-the-future-holds") != nil)
    }

    @Test(arguments: [
        "", "00", "ff" + parent.dropFirst(2), parent.uppercased(), parent + "-x", String(parent.dropLast()),
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    ])
    func `what is no traceparent starts a new trace`(header: String) {
        #expect(TraceContext(traceparent: header) == nil)
        let fresh = TraceContext(incoming: header)
        #expect(TraceContext(traceparent: fresh.traceparent) == fresh)
    }

    @Test func `a request is a new span of the caller's trace`() {
        let own = TraceContext(incoming: Self.parent)
        #expect(own.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(own.spanID != "00f067aa0ba902b7")
    }

    @Test func `ids do not repeat`() {
        let ids = Set((0..<10_000).map { _ in TraceContext(incoming: nil).traceID })
        #expect(ids.count == 10_000)
    }

    @Test func `the instrument carries a trace in and out`() {
        struct Headers: Extractor, Injector {
            func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
            func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
                carrier[key] = value
            }
        }
        var context = ServiceContext.topLevel
        TraceInstrument().extract(["traceparent": Self.parent], into: &context, using: Headers())
        var carrier: [String: String] = [:]
        TraceInstrument().inject(context, into: &carrier, using: Headers())
        #expect(carrier["traceparent"] == context.trace?.traceparent)
        #expect(context.trace?.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
    }
}
