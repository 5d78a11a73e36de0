import Model

/// The books of a community as they are through one transaction, page by page: the first page tells through which.
struct LedgerPages {
    private let client: ServiceClient
    private let path: ResourcePath
    private let community: CommunityID
    private let building: BuildingCode?
    /// The number of the last transaction; nil before the first page.
    private(set) var through: Int64?

    init(client: ServiceClient, community: CommunityID, building: BuildingCode?) {
        self.client = client
        self.community = community
        self.building = building
        path = "/v1/communities/\(community)/ledger"
    }

    private struct Page<Item: Decodable>: Decodable {
        let items: [Item]
        let next: String?
        let through: Int64
    }

    /// Gives what each page of a list has to `take`, of which nobody keeps more than one.
    ///
    /// - Throws: `ServiceRefusal`, `ServiceUnreachable`; `NoSuchBooks` where there is nothing of the building;
    ///   `UnexpectedAnswer` where a page is none, is of other books, or leads back to one that was seen.
    mutating func each<Item: Decodable>(
        of list: ResourcePath, as type: Item.Type, _ take: ([Item]) throws -> Void
    ) async throws {
        var way = PageWay()
        var cursor: String?
        repeat {
            let asked = path.appending(list).query("limit", "500").query("building", building?.description)
                .query("through", through.map { String($0) }).query("cursor", cursor)
            let page = try await client.get(.funds, asked).decode(Page<Item>.self)
            guard through == nil || through == page.through else {
                throw UnexpectedAnswer(reason: "it is of the books through transaction \(page.through)")
            }
            if let building, page.items.isEmpty, cursor == nil {
                throw NoSuchBooks(community: community, building: building)
            }
            through = page.through
            try take(page.items)
            cursor = page.next
            if let cursor { try way.go(to: cursor) }
        } while cursor != nil
    }
}

/// The books have no account of a building.
struct NoSuchBooks: ExitStatusError {
    let community: CommunityID
    let building: BuildingCode

    var exitStatus: ExitStatus { .refused }
    var message: String { "The books of \(community) have no account of building \(building)." }
}

/// A transaction as the service tells it, and as it came.
struct LedgerLine: Decodable {
    let transaction: LedgerTransaction
    let json: JSONValue

    init(from decoder: any Decoder) throws {
        transaction = try LedgerTransaction(from: decoder)
        json = try JSONValue(from: decoder)
    }
}

struct LedgerTransaction: Decodable {
    let number: Int64
    let kind: String
    let subject: String
    let recordedAt: Timestamp
    let entries: [Entry]

    struct Entry: Decodable {
        let account: String
        let kind: LedgerAccount.Kind
        let building: BuildingCode?
        let amount: Money
        let balanceAfter: Money
    }
}

struct LedgerAccount: Decodable {
    let account: String
    let kind: Kind
    let building: BuildingCode?
    let balance: Money
    let entries: Int64

    enum Kind: String, Decodable {
        case bank, receivable, assessments, advances
        case advancedWorks = "advanced-works"
        case works
    }
}
