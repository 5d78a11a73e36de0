internal import CLibpq

extension PostgresError {
    /// The error that a failed result carries.
    init(result: OpaquePointer) {
        // SAFETY: the strings belong to the result, which the caller holds; they are copied here.
        func field(_ code: CInt) -> String? {
            PQresultErrorField(result, code).map { String(cString: $0) }
        }
        let severity = field(CLIBPQ_SEVERITY)
        // After FATAL and PANIC the server hangs up.
        let isFatal = severity == "FATAL" || severity == "PANIC"
        let texts = [CLIBPQ_MESSAGE, CLIBPQ_DETAIL, CLIBPQ_HINT].compactMap(field)
        self.init(
            isFatal ? .connectionLost : .server, sqlState: field(CLIBPQ_SQLSTATE).map(SQLState.init(rawValue:)),
            detail: texts.joined(separator: "; "))
        constraint = field(CLIBPQ_CONSTRAINT)
        table = field(CLIBPQ_TABLE)
        column = field(CLIBPQ_COLUMN)
        // The function in the server's source is the only sign that tells this from other 0A000 (plancache.c).
        planIsStale = sqlState == .featureNotSupported && field(CLIBPQ_SOURCE_FUNCTION) == "RevalidateCachedQuery"
    }
}
