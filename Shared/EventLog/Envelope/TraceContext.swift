import Model
import Tracing

/// The W3C trace context of the task, as the installed instrument writes it.
enum TraceContext {
    static var current: String? {
        guard let context = ServiceContext.current else { return nil }
        var carrier: [String: String] = [:]
        InstrumentationSystem.instrument.inject(context, into: &carrier, using: Carrier())
        return carrier["traceparent"]
    }

    /// Calls a handler as a part of the trace that its event belongs to.
    static func with<Event: DistrictEvent>(
        _ traceparent: String?, _ received: Received<Event>, _ write: borrowing Write,
        _ handle: (Received<Event>, borrowing Write) async throws -> Void
    ) async throws {
        guard let traceparent else { return try await handle(received, write) }
        var context = ServiceContext.topLevel
        InstrumentationSystem.instrument.extract(["traceparent": traceparent], into: &context, using: Carrier())
        try await ServiceContext.withValue(context) { try await handle(received, write) }
    }

    private struct Carrier: Injector, Extractor {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
        func extract(key: String, from carrier: [String: String]) -> String? { carrier[key] }
    }
}
