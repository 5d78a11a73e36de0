import HTTPTypes
import Model
import ServiceRuntime

/// The books: sums for everybody, single accounts for those who check them.
struct LedgerRoutes: Sendable {
    let books: BooksSummary
    let accounts: AccountPage

    var routes: [Route] {
        [
            Route(
                .get, "/v1/communities/{community}/ledger", roles: .anyone, answer: FundsSchemas.books,
                summary: "The books: all accounts, units summed by building, and the total, which is 0.00", show),
            Route(
                .get, "/v1/communities/{community}/ledger/accounts",
                roles: [.auditor, .committee, .street, .operator], query: [.cursor, .limit],
                answer: FundsSchemas.accounts, summary: "Every account by itself, in pages", list),
        ]
    }

    @Sendable private func show(_ request: APIRequest) async throws -> APIReply {
        try .json(200, await books(request.community))
    }

    @Sendable private func list(_ request: APIRequest) async throws -> APIReply {
        try .json(
            200,
            await accounts(
                request.community, after: request.queryText("cursor"),
                limit: request.query("limit", in: 1...500, default: 100)))
    }
}
