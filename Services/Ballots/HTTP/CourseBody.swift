import Model
import ServiceRuntime

/// How an assembly is held, and what becomes of its result, as it is shown.
struct CourseBody: Encodable {
    let phase: Phase
    let form: AssemblyForm?
    let convener: Convener?
    let scope: Electorate?
    let papersUntil: Timestamp
    let noticeOn: Day?
    let isInterim: Bool
    let electronicBasis: String?
    let documents: [AttachedDocument]
    let revoteOf: AssemblyID?
    let revotes: [AssemblyID]
    let extensions: [Extended]
    let firstMeeting: FirstMeetingBody?
    let result: Result?

    struct Extended: Encodable {
        let closedBefore: Timestamp
        let closesAt: Timestamp
        let reason: String
        let recordedAt: Timestamp
    }

    struct Result: Encodable {
        let countedOn: Day
        let postedUntil: Day?
        let effectiveOn: Day?
        let objections: Objections
        let setAside: [Aftermath.SetAside]
    }

    struct Objections: Encodable {
        let filed: Int64
        let unanswered: Int64
        let upheld: Int64
    }

    init(_ detail: AssemblyDetail) {
        let (assembly, course) = (detail.stored.assembly, detail.course)
        let terms = assembly.terms
        phase = course.phase
        form = terms.form
        convener = terms.convener
        scope = terms.electorate
        papersUntil = assembly.papersUntil
        noticeOn = terms.noticeOn
        isInterim = terms.isInterim
        electronicBasis = assembly.basis?.electronicBasis
        documents = terms.documents
        revoteOf = terms.revoteOf
        revotes = course.revotes
        extensions = course.extensions.map {
            Extended(closedBefore: $0.closedBefore, closesAt: $0.closesAt, reason: $0.reason, recordedAt: $0.recordedAt)
        }
        firstMeeting = course.firstMeeting.map(FirstMeetingBody.init)
        result = assembly.aftermath.map { aftermath in
            Result(
                countedOn: aftermath.countedOn, postedUntil: aftermath.lastDayOfPublicity,
                effectiveOn: aftermath.effectiveOn,
                objections: Objections(
                    filed: course.objections.filed, unanswered: course.objections.unanswered,
                    upheld: course.objections.upheld),
                setAside: aftermath.setAside)
        }
    }

    static let schema = Schema.object([
        .required(
            "phase", .word(Phase.allCases.map(\.rawValue)), "docs/decisions/0037 has the table of what may be done when"
        ),
        .optional("form", .assemblyForm), .optional("convener", .word(Convener.allCases.map(\.rawValue))),
        .optional("scope", .electorate, "Who votes; the whole community where it is not there"),
        .required("papersUntil", .time), .optional("noticeOn", .day), .required("isInterim", .boolean),
        .optional("electronicBasis", .string(), "By what decision of the authority electronic votes here are official"),
        .required("documents", .documents), .optional("revoteOf", .code), .required("revotes", .array(.code)),
        .required(
            "extensions",
            .array(
                .object([
                    .required("closedBefore", .time), .required("closesAt", .time), .required("reason", .string()),
                    .required("recordedAt", .time),
                ]))),
        .optional("firstMeeting", FirstMeetingBody.schema, "What was said for the owners' first meeting"),
        .optional(
            "result",
            .object([
                .required("countedOn", .day),
                .optional("postedUntil", .day, "The last day for objections, once it is known"),
                .optional("effectiveOn", .day, "The first day on which the result stands"),
                .required(
                    "objections",
                    .object([
                        .required("filed", .integer(minimum: 0)), .required("unanswered", .integer(minimum: 0)),
                        .required("upheld", .integer(minimum: 0)),
                    ])),
                .required(
                    "setAside",
                    .array(
                        .object([
                            .optional("item", .code, "The whole assembly where it is not there"),
                            .required("by", .word(ResolutionSetAside.Authority.allCases.map(\.rawValue))),
                            .required("document", .digest), .required("on", .day),
                        ]))),
            ])),
    ])
}
