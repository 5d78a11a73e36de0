/// The names that log lines use for the same thing everywhere.
package enum LogKeys {
    package static let traceID = "trace_id"
    package static let spanID = "span_id"
}
