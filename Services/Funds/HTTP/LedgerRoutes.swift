import HTTPTypes
import Model
import ServiceRuntime

/// The books: sums for everybody, single accounts and transactions for those who check them.
struct LedgerRoutes: Sendable {
    let books: BooksSummary
    let accounts: AccountPage
    let transactions: TransactionPage

    var routes: [Route] {
        [
            Route(
                .get, "/v1/communities/{community}/ledger", roles: .anyone, answer: FundsSchemas.books,
                summary: "The books: all accounts, units summed by building, and the total, which is 0.00", show),
            Route(
                .get, "/v1/communities/{community}/ledger/accounts",
                roles: [.auditor, .committee, .street, .operator],
                query: [.cursor, .limit, Self.building, Self.through],
                answer: FundsSchemas.accounts, summary: "Every account by itself, in pages", list),
            Route(
                .get, "/v1/communities/{community}/ledger/transactions",
                roles: [.auditor, .committee, .street, .operator],
                query: [.cursor, Self.entries, Self.building, Self.through],
                answer: FundsSchemas.transactions,
                summary: "Every transaction with all its entries, in the order of recording, in pages", listTransactions
            ),
        ]
    }

    private static let building = QueryParameter.value(
        "building", "Only its accounts, or the transactions that touch them", .string(maxLength: 16))
    private static let through = QueryParameter.value(
        "through", "The books as they were after the transaction of this number; absent: as they are",
        .integer(minimum: 0))
    private static let entries = QueryParameter.value(
        "limit", "At most so many entries, or one transaction that has more", .integer(minimum: 1, maximum: 500))

    @Sendable private func show(_ request: APIRequest) async throws -> APIReply {
        try .json(200, await books(request.community))
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        try .json(
            200,
            await accounts(
                request.community, building: request.query("building"), after: request.queryText("cursor"),
                through: Self.end(of: request), limit: request.query("limit", in: 1...500, default: 100)))
    }

    @Sendable private func listTransactions(_ request: APIRequest) async throws -> APIReply {
        try .json(
            200,
            await transactions(
                request.community, building: request.query("building"),
                after: Int64(request.query("cursor", in: 0...Int(Int64.max), default: 0)),
                through: Self.end(of: request), limit: request.query("limit", in: 1...500, default: 100)))
    }

    private static func end(of request: APIRequest) throws -> Int64 {
        let all = Int(Int64.max)
        return Int64(try request.query("through", in: 0...all, default: all))
    }
}
