import CLibrdkafka

extension KafkaError {
    init(_ code: rd_kafka_resp_err_t, reason: String, isFatal: Bool = false) {
        self.init(
            code: Code(code), name: rd_kafka_err2name(code).map { String(cString: $0) } ?? "\(code.rawValue)",
            isFatal: isFatal, reason: reason)
    }

    /// Takes over an error object that librdkafka returned as the caller's own, and destroys it.
    init(taking error: OpaquePointer) {
        // SAFETY: functions that return `rd_kafka_error_t *` give it to the caller, who destroys it once: here, for all of
        // them. Name and text live as long as the object and are copied before.
        defer { rd_kafka_error_destroy(error) }
        self.init(
            rd_kafka_error_code(error), reason: rd_kafka_error_string(error).map { String(cString: $0) } ?? "",
            isFatal: rd_kafka_error_is_fatal(error) != 0)
    }
}

/// Throws what a plain error code says, unless it says success.
func check(_ code: rd_kafka_resp_err_t, _ what: @autoclosure () -> String) throws {
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    throw KafkaError(code, reason: "\(what()): \(String(cString: rd_kafka_err2str(code)))")
}

/// The text that C wrote into a buffer of ours.
func string(_ text: [CChar]) -> String {
    String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
