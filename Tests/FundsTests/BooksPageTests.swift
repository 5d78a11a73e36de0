import Model
import Postgres
import ServiceRuntime
import ServiceSupport
import TestSupport
import Testing

@testable import Funds

/// The books as those read them who count them again, page by page.
@Suite(.serialized) struct BooksPageTests {
    private struct Transactions: Decodable {
        let items: [Posted]
        let next: String?
        let through: Int64

        struct Posted: Decodable, Equatable {
            let number: Int64
            let kind: String
            let subject: String
            let recordedAt: Timestamp
            let entries: [Entry]
        }

        struct Entry: Decodable, Equatable {
            let account: String
            let kind: String
            let building: String?
            let sequence: Int64
            let amount: Money
            let balanceAfter: Money
        }
    }

    private struct Accounts: Decodable {
        let items: [Line]
        let next: String?
        let through: Int64

        struct Line: Decodable, Equatable {
            let account: String
            let building: String?
            let balance: Money
            let entries: Int64
        }
    }

    private static func transactions(_ story: Story, _ query: String = "") async throws -> Transactions {
        try await story.get("/v1/communities/runfeng/ledger/transactions?\(query)", as: [.auditor]).decode()
    }

    private static func accounts(_ story: Story, _ query: String = "") async throws -> Accounts {
        try await story.get("/v1/communities/runfeng/ledger/accounts?\(query)", as: [.auditor]).decode()
    }

    /// All transactions, by pages of at most so many entries.
    private static func all(_ story: Story, limit: Int, _ query: String = "") async throws -> [Transactions] {
        var pages: [Transactions] = []
        var cursor: String?
        repeat {
            let more = cursor.map { "&cursor=\($0)" } ?? ""
            pages.append(try await transactions(story, "limit=\(limit)\(more)\(query)"))
            cursor = pages.last?.next
        } while cursor != nil && pages.count < 100
        return pages
    }

    /// Assessments of two buildings (3 entries each) and three payments (2 each).
    private static func pay(_ story: Story) async throws {
        #expect(try await story.pay("r1", "1-1-101", "10.00").status == 201)
        #expect(try await story.pay("r2", "2-1-101", "20.00").status == 201)
        #expect(try await story.pay("r3", "1-1-101", "30.00").status == 201)
    }

    @Test(.database) func `transactions come in their order, each with its entries, debits first`() async throws {
        try await Story.run { story in
            try await Self.pay(story)
            let page = try await Self.transactions(story)

            #expect(page.items.map(\.number) == [1, 2, 3, 4, 5])
            #expect(page.items.map(\.kind) == ["assessment", "assessment", "payment", "payment", "payment"])
            #expect(page.through == 5 && page.next == nil)
            let last = try #require(page.items.last)
            #expect(last.subject == "payment:2023-lifts-raise:r3")
            #expect(
                last.entries == [
                    Transactions.Entry(
                        account: "bank:2023-lifts-raise", kind: "bank", building: nil, sequence: 3,
                        amount: Samples.money("30.00"), balanceAfter: Samples.money("60.00")),
                    Transactions.Entry(
                        account: "receivable:1-1-101", kind: "receivable", building: "1", sequence: 3,
                        amount: Money(fen: -3_000), balanceAfter: Samples.money("1753.00")),
                ])
        }
    }

    @Test(.database, arguments: 1...14)
    func `no transaction is split, none is missing, and a page has more entries than asked for only where one has`(
        limit: Int
    ) async throws {
        try await Story.run { story in
            try await Self.pay(story)
            let whole = try await Self.transactions(story).items
            #expect(whole.map(\.entries.count) == [3, 3, 2, 2, 2])

            let pages = try await Self.all(story, limit: limit)

            #expect(pages.flatMap(\.items) == whole)
            for page in pages {
                let entries = page.items.map(\.entries.count).reduce(0, +)
                #expect(entries <= limit || page.items.count == 1, "\(entries) entries")
                #expect(!page.items.isEmpty, "a page that leads on has led somewhere")
                #expect(page.through == 5)
            }
        }
    }

    @Test(.database) func `a building's part is every transaction that touches an account of it, each whole`()
        async throws
    {
        try await Story.run { story in
            try await Self.pay(story)
            let advance = """
                {"reference":"a1","lender":"other","amount":"9.00","agreedOn":"2023-06-01","lifts":[
                  {"lift":"1-1-A","amount":"4.00"},{"lift":"2-1-A","amount":"5.00"}]}
                """
            #expect(try await story.post("\(Story.campaign)/advances", advance, as: [.committee]).status == 201)
            let whole = try await Self.transactions(story).items

            for (building, numbers) in [("1", [1, 3, 5, 6]), ("2", [2, 4, 6]), ("9", [])] as [(String, [Int64])] {
                for limit in [1, 2, 3, 5, 100] {
                    let pages = try await Self.all(story, limit: limit, "&building=\(building)")
                    #expect(pages.flatMap(\.items) == whole.filter { numbers.contains($0.number) }, "\(building)")
                    #expect(pages.allSatisfy { $0.through == 6 })
                    #expect(pages.count == 1 || pages.allSatisfy { !$0.items.isEmpty }, "\(building) \(limit)")
                }
            }
            let accounts = try await Self.accounts(story, "building=2").items
            #expect(
                accounts.map(\.account) == [
                    "advanced-works:2-1-A", "assessments:2023-lifts-raise:2", "receivable:2-1-101",
                    "receivable:2-1-102",
                ])
            #expect(accounts.allSatisfy { $0.building == "2" })
        }
    }

    @Test(.database) func `the books through a transaction stay what they were, whatever is posted later`()
        async throws
    {
        try await Story.run { story in
            try await Self.pay(story)
            let (accounts, transactions) = (try await Self.accounts(story), try await Self.transactions(story))
            #expect(accounts.through == 5)

            #expect(try await story.pay("r4", "1-1-101", "5.00").status == 201)
            #expect(try await story.pay("r5", "1-1-102", "6.00").status == 201)

            #expect(try await Self.accounts(story, "through=5").items == accounts.items)
            #expect(try await Self.transactions(story, "through=5").items == transactions.items)
            #expect(try await Self.accounts(story).items != accounts.items)
            #expect(try await Self.transactions(story).items.count == 7)
            #expect(try await Self.accounts(story, "through=1000").through == 7)

            // Accounts of which there was nothing yet are not there.
            let first = try await Self.accounts(story, "through=1")
            #expect(
                first.items.map(\.account) == [
                    "assessments:2023-lifts-raise:1", "receivable:1-1-101", "receivable:1-1-102",
                ])
            #expect(first.items.allSatisfy { $0.entries == 1 })
            #expect(try await Self.accounts(story, "through=0").items.isEmpty)
        }
    }

    @Test(.database) func `at every transaction each account is what its entries until then sum to`() async throws {
        var random = SeededGenerator()
        print("seed \(random.seed)")
        let payments = (0..<40).map { number in
            ("r\(number)", Story.units.randomElement(using: &random)?.0 ?? "1-1-101", Int64.random(in: 1...90_000))
        }
        try await Story.run { story in
            for (reference, unit, fen) in payments {
                #expect(try await story.pay(reference, unit, Money(fen: fen).description).status == 201)
            }
            let all = try await Self.all(story, limit: 7).flatMap(\.items)
            #expect(all.map(\.number) == Array(1...42))
            for through in [Int64(1), 2, 17, 41, 42] {
                var expected: [String: (balance: Int64, entries: Int64)] = [:]
                for entry in all.filter({ $0.number <= through }).flatMap(\.entries) {
                    let known = expected[entry.account] ?? (balance: 0, entries: 0)
                    expected[entry.account] = (
                        balance: known.balance + entry.amount.fen, entries: known.entries + 1
                    )
                    #expect(entry.sequence == known.entries + 1)
                    #expect(entry.balanceAfter.fen == known.balance + entry.amount.fen)
                }
                let accounts = try await Self.accounts(story, "through=\(through)").items
                #expect(accounts.count == expected.count)
                for line in accounts {
                    #expect(line.balance.fen == expected[line.account]?.balance, "\(line.account) \(through)")
                    #expect(line.entries == expected[line.account]?.entries, "\(line.account) \(through)")
                }
            }
        }
    }

    @Test(.database) func `books in which nothing was posted have no transaction and no account`() async throws {
        try await Story.run(isOpen: false) { story in
            let page = try await Self.transactions(story)
            #expect(page.items.isEmpty && page.next == nil && page.through == 0)
            #expect(try await Self.accounts(story).items.isEmpty)
        }
    }

    @Test(
        .database,
        arguments: [
            ("through=-1", "through"), ("through=x", "through"), ("cursor=x", "cursor"), ("limit=501", "limit"),
            ("building=1-1", "building"),
        ])
    func `what cannot be asked for is refused and named`(query: String, field: String) async throws {
        try await Story.run(isOpen: false) { story in
            let refused = try await story.get(
                "/v1/communities/runfeng/ledger/transactions?\(query)", as: [.auditor])
            #expect(refused.status == 400)
            #expect(try refused.fields == [field])
        }
    }

    @Test(.database) func `single transactions are for those who check the books`() async throws {
        try await Story.run { story in
            let path = "/v1/communities/runfeng/ledger/transactions"
            let stranger = try await story.get(path)
            #expect(stranger.status == 401)
            for role in [Role.owner, .collector, .contractor, .scrutineer] {
                #expect(try await story.get(path, as: [role]).status == 403, "\(role)")
            }
            for role in [Role.auditor, .committee, .street, .operator] {
                #expect(try await story.get(path, as: [role]).status == 200, "\(role)")
            }
        }
    }
}
