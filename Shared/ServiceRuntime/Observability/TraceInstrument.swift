package import Instrumentation
package import Logging
import ServiceContextModule

/// Carries the trace over process borders as the W3C `traceparent` field.
package struct TraceInstrument: Instrument {
    private static let field = "traceparent"

    package init() {}

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let header = extractor.extract(key: Self.field, from: carrier) else { return }
        context.trace = TraceContext(incoming: header)
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let trace = context.trace else { return }
        injector.inject(trace.traceparent, forKey: Self.field, into: &carrier)
    }
}

extension Logger.MetadataProvider {
    /// Puts the ids of the current trace on every log line.
    package static let trace = Logger.MetadataProvider {
        guard let trace = ServiceContext.current?.trace else { return [:] }
        return [LogKeys.traceID: "\(trace.traceID)", LogKeys.spanID: "\(trace.spanID)"]
    }
}
