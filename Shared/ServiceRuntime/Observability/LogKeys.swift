/// The names that log lines use for the same thing everywhere.
package enum LogKeys {
    package static let traceID = "trace_id"
    package static let spanID = "span_id"
    package static let path = "http.path"
    package static let peer = "peer"
    package static let key = "config.key"
    package static let duration = "duration_ms"
}
