import Model
import Postgres

/// Reads the notices of a community, the newest first, a page at a time.
struct NoticeListQuery: Sendable {
    /// `building` leaves out the notices of other buildings; those of the whole community stay.
    ///
    /// `before` is a notice's number; only earlier ones are given.
    func callAsFunction(
        _ community: CommunityID, building: BuildingCode?, before: Int64?, limit: Int,
        in transaction: borrowing Transaction
    ) async throws -> [Notice] {
        try await transaction.query(
            """
            SELECT number, building, kind, posted_on, title_zh, title_en, text_zh, text_en
            FROM notice
            WHERE community = \(community)
                AND (\(building) IS NULL OR building IS NULL OR building = \(building))
                AND number < \(before ?? .max)
            ORDER BY number DESC
            LIMIT \(limit)
            """,
            as: (Int64, BuildingCode?, String, Day, String, String, String, String).self
        ).map { number, building, kind, postedOn, titleZH, titleEN, textZH, textEN in
            Notice(
                number: number, building: building, kind: kind, postedOn: postedOn,
                title: Phrase(zh: titleZH, en: titleEN), text: Phrase(zh: textZH, en: textEN))
        }
    }

    func isKnown(_ community: CommunityID, in transaction: borrowing Transaction) async throws -> Bool {
        try await !transaction.query("SELECT 1 FROM community WHERE community = \(community)").isEmpty
    }
}
