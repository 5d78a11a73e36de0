import Model
import ServiceRuntime

/// The shapes of what funds takes and answers, for `/openapi.json`.
enum FundsSchemas {
    static let payment = Schema.object([
        .required("reference", reference, "Unique within the campaign, in either letter case"),
        .required("unit", .unit),
        .required("amount", .money),
        .required("paidAt", givenTime, "When it happened; a day alone is enough"),
        .required("channel", code),
        .optional("payer", name),
    ])

    static let receipt = Schema.object([
        .required("campaign", code), .required("receipt", number), .required("reference", reference),
        .required("unit", .unit), .required("amount", .money), .required("paidAt", .time), .required("channel", code),
        .required("recordedAt", .time), .required("counted", .money), .required("due", .money),
        .required("paid", .money), .required("outstanding", .money), .required("overpaid", .money),
        .optional("reversedOn", .day, "Absent where the payment holds"),
    ])

    static let reversalRequest = Schema.object([.required("reason", reason)])

    static let reversal = Schema.object([
        .required("campaign", code), .required("receipt", number), .required("reference", reference),
        .required("unit", .unit), .required("amount", .money), .required("reason", reason),
        .required("reversedOn", .day), .required("recordedAt", .time),
        .required("counted", .money, "What no longer counts towards the due"), .required("due", .money),
        .required("paid", .money), .required("outstanding", .money), .required("overpaid", .money),
    ])

    static let paymentsImported = Schema.object([
        .required("dryRun", .boolean), .required("recorded", number),
        .required("repeated", number, "In the books already"),
        .required(
            "reversed",
            .array(
                .object([
                    .required("line", .integer(minimum: 2)), .required("reference", reference),
                    .required("reversedOn", .day),
                ])), "In the books already, and taken back: they stay so"),
        .required("amount", .money), .required("funded", .array(place)),
    ])

    static let campaigns = Schema.object([
        .required(
            "items",
            .array(
                .object([
                    .required("campaign", code), .required("title", .string()), .required("openedOn", .day),
                    .optional("setAsideOn", .day, decisionStands), .required("due", .money),
                    .required("paid", .money), .required("counted", .money),
                    .required("households", number), .required("paidHouseholds", number),
                    .required("buildings", number), .required("fundedBuildings", number),
                ])))
    ])

    static let campaign = Schema.object([
        .required("campaign", code), .required("title", .string()), .required("assembly", code),
        .required("item", code), .required("openedOn", .day), .optional("setAsideOn", .day, decisionStands),
        .required("rate", price),
        .optional("scope", .array(place), "Absent: the whole community"),
        .required("threshold", .ratio), .required("basis", .word(["amount", "households"])),
        .required("due", .money), .required("paid", .money), .required("counted", .money),
        .required("households", number), .required("paidHouseholds", number), .required("advancesOwed", .money),
        .required(
            "buildings",
            .array(
                .object([
                    .required("building", place), .required("units", number), .required("due", .money),
                    .required("paid", .money), .required("counted", .money), .required("paidUnits", number),
                    .optional("fundedOn", .day, "Absent until the threshold is reached"),
                ]))),
    ])

    static let statement = Schema.object([
        .required("campaign", code), .required("unit", .unit), .required("due", .money), .required("paid", .money),
        .required("counted", .money), .required("outstanding", .money), .required("overpaid", .money),
        .required(
            "payments",
            .array(.object(recorded))),
        .required("refunds", .array(.object(given))), .optional("setAsideOn", .day, decisionStands),
    ])

    static let refunds = Schema.object([
        .required("items", .array(.object([.required("unit", .unit)] + given))), .optional("next", .string()),
    ])

    private static let given: [Schema.Property] = [
        .required("refund", number), .required("reference", reference), .required("amount", .money),
        .required("refundedOn", .day),
    ]

    static let refundRequest = Schema.object([
        .required("reference", reference, "Unique among the campaign's refunds"), .required("amount", .money),
    ])

    static let refund = Schema.object([
        .required("campaign", code), .required("unit", .unit), .required("reference", reference),
        .required("amount", .money), .optional("refund", number, "Its number within the campaign"),
        .optional("refundedOn", .day), .optional("paid", .money, "By the unit, less what was given back"),
        .optional("overpaid", .money, "What of it is still owed back"),
        .optional("isWaiting", .boolean, secondPerson),
    ])

    static let payments = Schema.object([
        .required("items", .array(.object([.required("unit", .unit)] + recorded))), .optional("next", .string()),
    ])

    private static let recorded: [Schema.Property] = [
        .required("receipt", number), .required("reference", reference), .required("amount", .money),
        .required("paidAt", .time), .required("channel", code), .required("recordedAt", .time),
        .optional("reversedOn", .day, "Absent where the payment holds"), .optional("reason", reason),
    ]

    static let advanceRequest = Schema.object([
        .required("reference", code, "Unique within the community"), .required("lender", lender),
        .required("amount", .money), .required("agreedOn", .day), .required("lifts", parts),
    ])

    static let advance = Schema.object([
        .required("campaign", code), .required("reference", code), .required("lender", lender),
        .required("amount", .money), .required("agreedOn", .day), .required("lifts", parts),
        .optional("reversedOn", .day, advanceHolds),
    ])

    static let advanceReversal = Schema.object([
        .required("campaign", code), .required("advance", code), .required("amount", .money),
        .required("reason", reason), .optional("reversedOn", .day),
        .optional(
            "isWaiting", .boolean, "True until a second person has asked for it too: nothing is taken back before"),
    ])

    static let advances = Schema.object([
        .required(
            "items",
            .array(
                .object([
                    .required("reference", code), .required("lender", lender), .required("amount", .money),
                    .required("agreedOn", .day), .required("repaid", .money), .required("owed", .money),
                    .required("lifts", parts), .optional("reversedOn", .day, advanceHolds),
                    .required(
                        "repayments",
                        .array(
                            .object([
                                .required("repayment", requestNumber, numberInEvent), .required("amount", .money),
                                .required("repaidOn", .day),
                            ]))),
                ]))),
        .required("amount", .money, "Of those that hold"), .required("repaid", .money), .required("owed", .money),
    ])

    static let repaymentRequest = Schema.object([
        .required("reference", reference, "Unique among the campaign's repayments"), .required("amount", .money),
    ])

    static let repayment = Schema.object([
        .required("campaign", code), .required("advance", code), .required("reference", reference),
        .required("amount", .money), .optional("repaidOn", .day),
        .optional("owed", .money, "What of the advance is owed after it"),
        .optional("isWaiting", .boolean, secondPerson),
    ])

    static let payoutRequest = Schema.object([
        .required("reference", reference, "Unique within the campaign"), .required("order", code),
        .required("payee", name), .required("amount", .money),
    ])

    static let payout = Schema.object(
        [.required("campaign", code)] + askedPayout + [
            .optional("paidOn", .day), .optional("assembly", code), .optional("item", code),
            .optional("isWaiting", .boolean, secondPerson),
        ])

    static let waitingPayouts = Schema.object([
        .required("items", .array(.object(waitingPayment + asked))),
        .optional(
            "reversals", .array(.object(waitingReversal + asked)), "Of advances; absent where none waits"),
    ])

    private static let waitingPayment: [Schema.Property] = [
        .required("reference", reference), .optional("order", code, "Of a payout, as is the payee"),
        .optional("payee", name), .optional("advance", code, "Of a repayment"),
        .optional("unit", .unit, "Of a refund"), .required("amount", .money),
    ]
    private static let waitingReversal: [Schema.Property] = [
        .required("advance", code), .required("amount", .money), .required("reason", reason),
    ]
    private static let asked: [Schema.Property] = [
        .required("enteredBy", .string()), .required("enteredAt", .time),
        .required("waitsUntil", .time, "From then on it counts no more"),
    ]

    static let payouts = Schema.object([
        .required("items", .array(.object(madePayout))), .optional("next", .string()),
    ])

    private static let askedPayout: [Schema.Property] = [
        .required("reference", reference), .required("order", code), .required("payee", name),
        .required("amount", .money),
    ]
    private static let decisionStands = "Since when its decision is set aside; absent where it stands"
    private static let advanceHolds = "Absent where the advance holds"
    private static let secondPerson = "True until a second person has asked for the same: nothing is paid before"
    private static let madePayout =
        askedPayout + [
            .optional("payout", requestNumber, "\(numberInEvent); absent where one person paid it"),
            .required("paidOn", .day), .required("assembly", code), .required("item", code),
        ]
    private static let numberInEvent = "The number of the request that it rests on, which its event names"
    private static let requestNumber = Schema.string(pattern: "^[0-9]+$", example: "12")

    static let books = Schema.object([
        .required("accounts", .array(account)), .required("total", .money), .required("entriesTotal", .money),
        .required("entries", number), .required("transactions", number),
    ])

    static let accounts = Schema.object([
        .required("items", .array(.object([ofBuilding] + accountMembers))), .optional("next", .string()),
        .required("through", number, lastTransaction),
    ])

    static let transactions = Schema.object([
        .required(
            "items",
            .array(
                .object([
                    .required("number", .integer(minimum: 1), "1, 2, 3 … without a gap"),
                    .required("kind", .word(Posting.Kind.allCases.map(\.rawValue))),
                    .required(
                        "subject", .string(example: "payment:2023-lifts-raise:R-12"),
                        "What it is for: kind, and what the payment, advance, order … is called"),
                    .required("recordedAt", .time), .required("entries", .array(entry)),
                ]))), .optional("next", .string()), .required("through", number, lastTransaction),
    ])

    private static let entry = Schema.object([
        .required("account", accountCode), .required("kind", accountKind), ofBuilding,
        .required("sequence", .integer(minimum: 1), "1, 2, 3 … within the account, without a gap"),
        .required("amount", .money, "Debit positive, credit negative"),
        .required("balanceAfter", .money, "Of the account"),
    ])

    private static let account = Schema.object(accountMembers)
    private static let accountMembers: [Schema.Property] = [
        .required("account", accountCode), .required("kind", accountKind),
        .required("balance", .money, "Debit positive, credit negative"), .required("entries", number),
    ]
    private static let accountCode = Schema.string(example: "bank:2023-lifts-raise")
    private static let accountKind = Schema.word(Account.Kind.allCases.map(\.rawValue))
    private static let ofBuilding = Schema.Property.optional(
        "building", place, "Whose account it is; absent where it is no building's")
    private static let lastTransaction = "The number of the last transaction that counts here"
    private static let parts = Schema.array(
        .object([.required("lift", .string(maxLength: 64, example: "3-1-A")), .required("amount", .money)]))
    private static let lender = Schema.word(["propertyCompany", "committee", "maintenanceFirm", "other"])
    private static let number = Schema.integer(minimum: 0)
    private static let code = Schema.string(maxLength: 64)
    private static let place = Schema.string(maxLength: 16)
    private static let name = Schema.string(maxLength: 100)
    private static let reason = Schema.string(maxLength: 200)
    private static let reference = Schema.string(maxLength: 64)
    private static let price = Schema.string(pattern: #"^[0-9]{1,12}(\.[0-9]{1,4})?$"#, example: "17.93")
    private static let givenTime = Schema.oneOf([.time, .day])
}
