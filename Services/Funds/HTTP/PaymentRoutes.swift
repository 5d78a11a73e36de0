import EventLog
import HTTPTypes
import Model
import ServiceRuntime
import Threads

/// Recording of payments, one by one and by file, and what was recorded.
struct PaymentRoutes: Sendable {
    let log: EventLog
    let lane: BatchLane<RecordPayments>
    let importPayments: ImportPayments
    let payments: PaymentPage
    /// Reads files, which takes too long for Swift's pool.
    private let thread = DedicatedThread(name: "payments")

    init(log: EventLog, lane: BatchLane<RecordPayments>, importPayments: ImportPayments, payments: PaymentPage) {
        self.log = log
        self.lane = lane
        self.importPayments = importPayments
        self.payments = payments
    }

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/campaigns/{campaign}/payments", roles: [.collector],
                request: FundsSchemas.payment, answer: FundsSchemas.receipt,
                summary: "Record a payment; the same again under its reference answers the same receipt with 200",
                record),
            Route(
                .post, "/v1/communities/{community}/campaigns/{campaign}/payments/import", roles: [.collector],
                query: [.dryRun], request: .csv, answer: FundsSchemas.paymentsImported,
                summary: "Record a file of payments as a whole, or refuse it with the reason for each line",
                bodyLimit: PaymentsCSV.bodyLimit, importFile),
            Route(
                .get, "/v1/communities/{community}/campaigns/{campaign}/payments",
                roles: [.collector, .committee, .auditor, .street, .operator], query: [.cursor, .limit],
                answer: FundsSchemas.payments,
                summary: "Every payment with its receipt, also those taken back, in pages", list),
        ]
    }

    @Sendable private func record(_ request: APIRequest) async throws -> APIReply {
        let payment = try request.json(PaymentRequest.self).payment(to: request.path("campaign"))
        let recorded = try await log.submit(
            payment, to: request.community, claim: request.idempotencyClaim, in: lane)
        return try .json(recorded.isRepetition ? 200 : 201, ReceiptAnswer(recorded.receipt))
    }

    @Sendable private func importFile(_ request: APIRequest) async throws -> APIReply {
        let (bytes, campaign) = try (request.bodyBytes, request.path("campaign", as: CampaignID.self))
        let file = try await thread.run { try PaymentsCSV.parse(bytes, to: campaign) }
        let summary = try await importPayments.handle(
            file, of: request.community, claim: request.idempotencyClaim, isRehearsal: request.flag("dryRun"))
        let isNew = !summary.isRehearsal && summary.recorded > 0
        return try .json(isNew ? 201 : 200, ImportAnswer(summary))
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        let campaign = try request.path("campaign", as: CampaignID.self)
        let page = try await payments(
            campaign, of: request.community,
            after: Int64(request.query("cursor", in: 0...Int(Int64.max), default: 0)),
            limit: request.query("limit", in: 1...500, default: 100))
        guard let page else { throw FundsRefusal.campaignUnknown(campaign) }
        return try .json(200, page)
    }

    private struct ImportAnswer: Encodable {
        let dryRun: Bool
        let recorded: Int64
        let repeated: Int64
        let reversed: [PaymentsImported.Reversed]
        let amount: Money
        let funded: [BuildingCode]

        init(_ summary: PaymentsImported) {
            dryRun = summary.isRehearsal
            recorded = summary.recorded
            repeated = summary.repeated
            reversed = summary.reversed ?? []
            amount = summary.amount
            funded = summary.funded
        }
    }
}
