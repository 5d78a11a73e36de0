import Model
import ServiceRuntime

/// The forms of what is sent and answered about bodies.
enum BodySchemas {
    private static func words<Word: CaseIterable & RawRepresentable<String>>(_ type: Word.Type) -> Schema {
        .word(Word.allCases.map(\.rawValue))
    }

    private static let place = Schema.integer(minimum: 1, maximum: 99)
    private static let who: [Schema.Property] = [
        .optional("owner", .nullable(.uuid), "An owner's id"),
        .optional("ownerRef", .nullable(.string(maxLength: 64)), "The owner_ref of the roll instead"),
    ]
    private static let person = Schema.Property.optional(
        "person", .nullable(.uuid), "The id of somebody whom an organisation sends")

    static let proposal = Schema.object([
        .required("code", .string(maxLength: 64, example: "committee-2023")), .required("kind", words(BodyKind.self)),
        .required("origin", words(BodyOrigin.self)),
        .optional("seats", .nullable(place), "How many members it should have; else as many as are named"),
        .optional("applicants", .nullable(.integer(minimum: 1)), "Owners who applied for it"),
        .required("seatedOn", .day),
        .optional("termEndsOn", .nullable(.day), "Else the longest term that the rules allow"),
        .optional("listPostedOn", .nullable(.day), "Since when the list of members had been posted"),
        .required(
            "members",
            .array(
                .object(
                    who + [
                        person, .optional("represents", .nullable(words(Represents.self)), "Of an owner: owner"),
                        .optional("office", .nullable(words(BodyOffice.self)), "Else member"),
                        .optional("portfolios", .nullable(.array(words(Portfolio.self), maxItems: 8))),
                    ]), maxItems: 99)),
        .optional(
            "alternates",
            .nullable(
                .array(
                    .object(
                        who + [.optional("votes", .nullable(.integer(minimum: 0)), "Owners who voted for them")]),
                    maxItems: 99)), "In the order in which they move up"),
        .optional(
            "exception",
            .nullable(
                .object([
                    .required("reason", .string(maxLength: 200), "Published with the body; no names"),
                    .required("allowedBy", words(RuleException.Authority.self)),
                ])), "That rules be set aside"),
    ])

    static let leaving = Schema.object([
        .optional("seat", .nullable(place)), .optional("alternate", .nullable(place), "An alternate's place instead"),
        .required("cause", words(LeavingCause.self)), .required("on", .day),
    ])

    static let filling = Schema.object(
        [
            .optional("seat", .nullable(place), "Else the lowest vacant one"),
            .optional("alternate", .nullable(place), "The alternate who is expected to move up"),
        ] + who + [person, .required("on", .day)])

    static let office = Schema.object([
        .required("seat", place), .required("office", words(BodyOffice.self)),
        .optional("portfolios", .nullable(.array(words(Portfolio.self), maxItems: 8))), .required("on", .day),
    ])

    static let suspending = Schema.object([
        .required("seat", place), .required("cause", words(SuspensionCause.self)),
        .required("decidedBy", words(RuleException.Authority.self)), .required("from", .day),
        .optional("until", .nullable(.day), "The last day; else until it is decided"),
    ])

    static let reinstating = Schema.object([
        .required("seat", place), .required("on", .day, "From when the member acts again"),
    ])

    static let ending = Schema.object([.required("cause", words(BodyEndCause.self)), .required("on", .day)])

    static let handOver = Schema.object([
        .optional("to", .nullable(.string(maxLength: 64)), "The body that took over; else the street"),
        .required("on", .day),
    ])

    static let report = Schema.object([
        .required("code", .string()), .required("kind", words(BodyKind.self)),
        .required("origin", words(BodyOrigin.self)), .required("state", words(BodyReport.State.self)),
        .required("seats", place), .required("serving", .integer(minimum: 0)),
        .optional("acting", .integer(minimum: 0), "Members who are not suspended"),
        .optional("canDecide", .boolean, "Whether more than half of the members act (R-B-06)"),
        .optional("actingChair", place, "The seat of the deputy who presides for a suspended chair"),
        .required("owners", .integer(minimum: 0)),
        .required("alternates", .integer(minimum: 0), "Who can still move up"),
        .required("vacantSeats", .array(place)),
        .optional("next", words(VacancyStep.self), "What has to be done about vacant seats"),
        .required("seatedOn", .day), .optional("termEndsOn", .day), .optional("listPostedOn", .day),
        .optional("warnOn", .day, "From when the end of the term is warned of"), .optional("warnedOn", .day),
        .required("duties", .array(duty)), .optional("exception", exception), .optional("ending", ended),
        .optional("members", .array(member), "For operator, street and committee"),
        .optional("alternateMembers", .array(alternate)),
    ])

    private static let duty = Schema.object([
        .required("duty", .string()), .optional("due", .day),
        .optional("yearNotLoaded", .integer(), "The year whose working days would have to be known"),
        .required("source", .string()),
    ])

    private static let exception = Schema.object([
        .required("reason", .string()), .required("allowedBy", words(RuleException.Authority.self)),
        .required(
            "breaches",
            .array(
                .object([
                    .required("rule", .string()), .required("field", .string()), .required("zh", .string()),
                    .required("en", .string()),
                ]))),
    ])

    private static let ended = Schema.object([
        .required("cause", words(BodyEndCause.self)), .required("on", .day), .optional("handOverBy", .day),
        .optional("yearNotLoaded", .integer()), .optional("handedOverOn", .day),
        .optional("handedOverTo", .string()),
    ])

    private static let member = Schema.object([
        .required("seat", place), .required("turn", .integer(minimum: 1)), .required("member", .uuid),
        .required("represents", words(Represents.self)), .required("office", words(BodyOffice.self)),
        .required("portfolios", .array(words(Portfolio.self))), .required("since", .day), .optional("until", .day),
        .optional("cause", words(LeavingCause.self)), .optional("onRoll", .boolean),
        .optional(
            "suspension",
            .object([
                .required("from", .day), .optional("until", .day), .required("cause", words(SuspensionCause.self)),
                .required("decidedBy", words(RuleException.Authority.self)),
            ])),
    ])

    static let application = Schema.object([
        .required("applicants", .integer(minimum: 1), "Owners who apply"), .required("on", .day),
    ])

    static let applied = Schema.object([
        .required("appliedOn", .day), .required("applicants", .integer(minimum: 1)),
        .optional("formBy", .day, "The street's last day"), .optional("yearNotLoaded", .integer()),
        .optional("body", .string(), "What took office, and leaves nothing to do"),
        .optional("ended", words(BodyApplication.End.How.self), "Without a body"), .optional("endedOn", .day),
        .optional("endReason", .string()), .required("isLate", .boolean),
    ])

    static let applicationEnd = Schema.object([
        .required("how", words(BodyApplication.End.How.self)), .required("on", .day),
        .required("reason", .string(maxLength: 200), "Published with the application; no names"),
    ])

    private static let alternate = Schema.object([
        .required("rank", place), .required("member", .uuid), .optional("votes", .integer(minimum: 0)),
        .optional("seatedOn", .day), .optional("leftOn", .day), .optional("cause", words(LeavingCause.self)),
        .required("onRoll", .boolean),
    ])
}
