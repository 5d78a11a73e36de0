import EventLog
import Model
import Testing

@testable import Postgres
@testable import ServiceRuntime

struct ProblemTests {
    private let problem = Problem(
        422, "over-the-cap", Phrase(zh: "超过上限", en: "Over the cap"), detail: Phrase(zh: "最多 5 元", en: "At most ¥5"),
        errors: [
            FieldError(field: "lines[0].\"amount\"", line: 2, column: 7, reason: Phrase(zh: "太大\n", en: "too large\n"))
        ])

    @Test func `a problem reads in English as it always has`() {
        let body = String(decoding: problem.body(in: .english, trace: "0123"), as: UTF8.self)
        #expect(
            body == """
                {"type":"urn:tongti:problem:over-the-cap","title":"Over the cap","status":422,"detail":"At most ¥5",\
                "trace":"0123","errors":[{"field":"lines[0].\\"amount\\"","line":2,"column":7,"reason":"too large\\n"}]}
                """)
    }

    @Test func `and in Chinese`() {
        let body = String(decoding: problem.body(in: .chinese, trace: nil), as: UTF8.self)
        #expect(
            body == """
                {"type":"urn:tongti:problem:over-the-cap","title":"超过上限","status":422,"detail":"最多 5 元",\
                "errors":[{"field":"lines[0].\\"amount\\"","line":2,"column":7,"reason":"太大\\n"}]}
                """)
    }

    @Test(arguments: [(1, "1 fault"), (2, "2 faults")])
    func `one fault of a file is one fault`(count: Int, detail: String) {
        let fault = CSVFault(line: 2, column: 1, reason: Phrase(zh: "空", en: "is empty"))
        #expect(Problem.fileRefused(CSVFaults(Array(repeating: fault, count: count))).detail?.en == detail)
    }

    /// Clients tell by these whether to come again, and with the same key.
    @Test(arguments: [
        (EventLogError.overloaded, 429, "too-many-requests", true), (.unavailable, 503, "unavailable", true),
        (.stopping, 503, "unavailable", true), (.historyLost, 503, "unavailable", true),
        (.outcomeUnknown, 503, "outcome-unknown", true), (.keyReused, 422, "idempotency-key-reuse", false),
    ])
    func `what the log says of a command is told as just that`(
        error: EventLogError, status: Int, slug: String, comesAgain: Bool
    ) {
        let problem = Problem(describing: error)
        #expect(problem.status == status && problem.slug == slug)
        #expect((problem.retryAfter != nil) == comesAgain)
    }

    @Test func `an error that does not speak for itself says nothing about the inside`() {
        struct Secret: Error { let sql = "SELECT * FROM owner" }
        #expect(Problem(describing: Secret()).slug == "internal-error")
        #expect(Problem(describing: CancellationError()).status == 503)
    }

    @Test(arguments: [PostgresError.Kind.connectionFailed, .connectionLost, .poolExhausted, .closed, .cancelled])
    func `a request that an orderly end or an absent database breaks off is no failure of ours`(
        kind: PostgresError.Kind
    ) {
        #expect(Problem(describing: PostgresError(kind)).slug == "unavailable")
    }

    @Test func `where a statement may have been carried out, that it was broken off says nothing of it`() {
        let error = PostgresError(.connectionLost, outcomeUnknown: true)
        #expect(Problem(describing: error).slug == "outcome-unknown")
    }
}
