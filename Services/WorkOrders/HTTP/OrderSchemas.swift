import ServiceRuntime

/// The shapes of what workorders takes and answers, for `/openapi.json`.
enum OrderSchemas {
    static let day = Schema.object([.required("on", .day)])

    static let inspection = Schema.object([
        .required("on", .day), .required("result", result), .required("certificate", document),
    ])

    static let completion = Schema.object([
        .required("on", .day), .required("cost", .money), .required("report", document),
    ])

    static let order = Schema.object([
        .required("order", code), .required("campaign", code), .required("lift", lift),
        .required("building", .string(maxLength: 16)),
        .required("work", .word(["repair", "overhaul", "alteration", "replacement", "addition"])),
        .required(
            "workClass", .word(["installation", "alteration", "majorRepair", "generalRepair", "maintenance"])),
        .required("state", .word(OrderState.allCases.map(\.rawValue))),
        .optional("cause", .word(["advance", "buildingFunded"]), "What released it"),
        .optional("releasedOn", .day), .optional("startedOn", .day),
        .required("inspections", .array(inspection)),
        .optional("returnedOn", .day), .optional("completedOn", .day), .optional("cost", .money),
        .optional("report", document),
    ])

    static let orders = Schema.object([.required("items", .array(order)), .optional("next", code)])

    static let lifts = Schema.object([
        .required(
            "items",
            .array(
                .object([
                    .required("lift", lift), .required("building", .string(maxLength: 16)),
                    .required("state", .word(LiftStatus.State.allCases.map(\.rawValue))),
                    .required("worksDone", .boolean),
                    .optional("returnedOn", .day),
                ]))),
        .required("lifts", .integer(minimum: 0)),
        .required("inUse", .integer(minimum: 0)), .required("underWork", .integer(minimum: 0)),
        .required("notBuilt", .integer(minimum: 0), "Lifts that are to be added, whose works have not begun"),
        .required("done", .integer(minimum: 0), "Lifts whose works are done"),
    ])

    private static let code = Schema.string(maxLength: 64)
    private static let lift = Schema.string(maxLength: 64, example: "3-1-A")
    private static let document = Schema.string(maxLength: 100)
    private static let result = Schema.word(["passed", "failed"])
}
