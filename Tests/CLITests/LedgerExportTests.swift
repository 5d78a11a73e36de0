import Foundation
import LocalDistrict
import TestSupport
import Testing

@testable import tongti

/// Books of a service that makes them up, written by `ledger export` and counted by a real hledger.
@Suite(.timeLimit(.minutes(2))) struct LedgerExportTests {
    /// An entry as a service tells it.
    private static func entry(_ code: String, _ amount: String, _ after: String, of building: String? = nil) -> String {
        #"{\#(named(code, building)),"sequence":1,"amount":"\#(amount)","balanceAfter":"\#(after)"}"#
    }

    private static func account(_ code: String, _ balance: String, _ entries: Int, of building: String? = nil) -> String
    {
        #"{\#(named(code, building)),"balance":"\#(balance)","entries":\#(entries)}"#
    }

    private static func named(_ code: String, _ building: String?) -> String {
        let kind = code.prefix { $0 != ":" }
        let building = building.map { #","building":"\#($0)""# } ?? ""
        return #""account":"\#(code)","kind":"\#(kind)"\#(building)"#
    }

    private static func posted(
        _ number: Int, _ kind: String, _ subject: String, on day: String = "2024-03-01", _ entries: String...
    ) -> String {
        let time = #""recordedAt":"\#(day)T10:00:00+08:00""#
        let entries = entries.joined(separator: ",")
        return #"{"number":\#(number),"kind":"\#(kind)","subject":"\#(subject)",\#(time),"entries":[\#(entries)]}"#
    }

    private static func page(_ items: [String], next: String? = nil, through: Int) -> String {
        let next = next.map { #","next":"\#($0)""# } ?? ""
        return StubGateway.done(#"{"items":[\#(items.joined(separator: ","))],"through":\#(through)\#(next)}"#)
    }

    /// Two buildings owe, one pays, a lender pays for a lift of each.
    private static let transactions = [
        posted(
            1, "assessment", "assessment:spring-1:1",
            entry("receivable:1-1-101", "10.00", "10.00", of: "1"),
            entry("assessments:spring-1:1", "-10.00", "-10.00", of: "1")),
        posted(
            2, "assessment", "assessment:spring-1:南",
            entry("receivable:南-1-101", "5.00", "5.00", of: "南"),
            entry("assessments:spring-1:南", "-5.00", "-5.00", of: "南")),
        posted(
            3, "payment", "payment:spring-1:R1",
            entry("bank:spring-1", "12.00", "12.00"), entry("receivable:1-1-101", "-12.00", "-2.00", of: "1")),
        posted(
            4, "advance", "advance:V1",
            entry("advanced-works:1-1-A", "60.00", "60.00", of: "1"),
            entry("advanced-works:南-1-A", "40.00", "40.00", of: "南"), entry("advances:V1", "-100.00", "-100.00")),
        posted(
            5, "payment", "payment:spring-1:R2",
            entry("bank:spring-1", "5.00", "17.00"), entry("receivable:南-1-101", "-5.00", "0.00", of: "南")),
    ]

    private static let accounts = [
        account("advanced-works:1-1-A", "60.00", 1, of: "1"), account("advanced-works:南-1-A", "40.00", 1, of: "南"),
        account("advances:V1", "-100.00", 1), account("assessments:spring-1:1", "-10.00", 1, of: "1"),
        account("assessments:spring-1:南", "-5.00", 1, of: "南"), account("bank:spring-1", "17.00", 2),
        account("receivable:1-1-101", "-2.00", 2, of: "1"), account("receivable:南-1-101", "0.00", 2, of: "南"),
    ]

    /// All books, in pages of two transactions.
    private static let whole = [
        page(Array(transactions[..<2]), next: "2", through: 5), page(Array(transactions[2..<4]), next: "4", through: 5),
        page(Array(transactions[4...]), through: 5), page(Array(accounts[..<3]), next: "advances:V1", through: 5),
        page(Array(accounts[3...]), through: 5),
    ]

    private static let export = #""$TONGTI" ledger export -c hutong --token t"#
    private static let check = "hledger -f books.journal check --strict ordereddates balancednoautoconversion"

    /// Exports to `books.journal` with these options, and goes on with a script.
    private func run(_ answers: [String], _ options: String, then script: String) async throws -> TongtiProcess {
        var done: TongtiProcess?
        try await StubGateway.answering(answers) { url in
            done = try await TongtiProcess.run(
                "\(Self.export) \(options) --url \(url) >books.journal || exit $?\n\(script)", ["LC_ALL": "C.UTF-8"])
        }
        return try #require(done)
    }

    // MARK: - What hledger says

    @Test func `all books pass hledger's check, and every account is there under its code`() async throws {
        let run = try await run(
            Self.whole, "", then: "\(Self.check) && hledger -f books.journal balance --flat -E -N")

        #expect(run.status == .exited(0), "\(run.err)")
        let lines = run.out.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(
            lines == [
                "CNY 60.00 assets:advanced-works:1-1-A", "CNY 40.00 assets:advanced-works:南-1-A",
                "CNY 17.00 assets:bank:spring-1", "CNY -2.00 assets:receivable:1-1-101",
                "0 assets:receivable:南-1-101", "CNY -100.00 liabilities:advances:V1",
                "CNY -10.00 revenues:assessments:spring-1:1", "CNY -5.00 revenues:assessments:spring-1:南",
            ])
    }

    @Test func `hledger knows what kind each account is of, and sums by building`() async throws {
        let run = try await run(
            Self.whole, "",
            then: """
                hledger -f books.journal balance type:L --flat -N
                hledger -f books.journal balance assets:receivable --pivot building --flat -E -N
                """)

        let lines = run.out.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
        #expect(lines == ["CNY -100.00 liabilities:advances:V1", "CNY -2.00 1", "0 南"], "\(run.err)")
    }

    /// Scripts that change a journal which hledger would take.
    @Test(arguments: [
        "sed -i 's/CNY 12.00 = CNY 12.00/CNY 12.01 = CNY 12.00/' books.journal",
        "sed -i 's/12.00 = CNY 12.00/13.00 = CNY 13.00/; s/-12.00 = CNY -2.00/-13.00 = CNY -3.00/' books.journal",
        "sed -i 's/ CNY 0.00 = CNY 60.00/ CNY 0.00 = CNY 60.01/' books.journal",
        "sed -i '/(3) payment/,/^$/d' books.journal",
        "sed -i 's/assets:bank:spring-1  CNY 5.00/assets:bank:spring-2  CNY 5.00/' books.journal",
        "head -n -4 books.journal >cut && mv cut books.journal",
        "sed -i '/(5) payment/,$d' books.journal",
    ])
    func `a journal in which something was changed, left out or cut off does not pass`(change: String) async throws {
        let run = try await run(
            Self.whole, "",
            then: """
                \(Self.check) || exit 90
                cp books.journal whole; \(change)
                cmp -s books.journal whole && exit 91
                \(Self.check)
                """)

        #expect(run.status == .exited(1), "\(run.status) \(run.err)")
    }

    @Test func `one building's part passes too, with its own accounts as they stand and its part of the others`()
        async throws
    {
        let own = [Self.transactions[1], Self.transactions[3], Self.transactions[4]]
        let accounts = Self.accounts.filter { $0.contains(#""building":"南""#) }
        let run = try await run(
            [Self.page(own, through: 5), Self.page(accounts, through: 5)], "--building 南",
            then: "\(Self.check) && hledger -f books.journal balance --flat -E -N")

        #expect(run.status == .exited(0), "\(run.err)")
        #expect(run.out.contains("CNY 5.00  assets:bank:spring-1"), "only what this building paid: \(run.out)")
        #expect(run.out.contains("CNY 60.00  assets:advanced-works:1-1-A"), "the advance is whole: \(run.out)")
        #expect(run.out.contains("0  assets:receivable:南-1-101"))
    }

    @Test func `books without a transaction are a journal that passes`() async throws {
        let empty = [Self.page([], through: 0), Self.page([], through: 0)]
        let run = try await run(empty, "", then: Self.check)
        #expect(run.status == .exited(0), "\(run.err)")
    }

    /// People write what they like as the reference of a payment.
    @Test(arguments: [
        "R-1, R-2", "100%", "100%2C", "date:2024", "a, date:x", "; x", "x | y", "[2024-01-01]", "(x) * !", "= 5",
        "六号é-12 b", "R:1:", "account x", "include /etc/passwd",
    ])
    func `whatever a reference is, the journal passes and has it`(reference: String) async throws {
        let posted = Self.posted(
            1, "payment", "payment:spring-1:\(reference)", Self.entry("bank:spring-1", "1.00", "1.00"),
            Self.entry("receivable:1-1-101", "-1.00", "-1.00", of: "1"))
        let accounts = [
            Self.account("bank:spring-1", "1.00", 1), Self.account("receivable:1-1-101", "-1.00", 1, of: "1"),
        ]
        let run = try await run(
            [Self.page([posted], through: 1), Self.page(accounts, through: 1)], "",
            then: "\(Self.check) && hledger -f books.journal tags --values subject")

        #expect(run.status == .exited(0), "\(run.err)")
        let subject = run.out.trimmingCharacters(in: .newlines).replacing("%2C", with: ",").replacing("%25", with: "%")
        #expect(subject == "payment:spring-1:\(reference)")
    }

    @Test func `dates do not go back where a clock was set back, and the time of recording is told as it is`()
        async throws
    {
        let entries = [
            (Self.entry("bank:s", "1.00", "1.00"), Self.entry("receivable:1-1-101", "-1.00", "-1.00", of: "1")),
            (Self.entry("bank:s", "1.00", "2.00"), Self.entry("receivable:1-1-101", "-1.00", "-2.00", of: "1")),
        ]
        let posted = zip(["2024-03-02", "2024-03-01"], entries).enumerated().map { index, made in
            Self.posted(index + 1, "payment", "payment:s:\(index)", on: made.0, made.1.0, made.1.1)
        }
        let accounts = [Self.account("bank:s", "2.00", 2), Self.account("receivable:1-1-101", "-2.00", 2, of: "1")]
        let run = try await run(
            [Self.page(posted, through: 2), Self.page(accounts, through: 2)], "",
            then: """
                \(Self.check) && hledger -f books.journal tags --values recorded && grep '(2) payment' books.journal
                """)

        #expect(run.status == .exited(0), "\(run.err)")
        #expect(run.out.contains("2024-03-01T10:00:00+08:00"))
        #expect(run.out.contains("2024-03-02 (2) payment"))
    }

    // MARK: - What the command says itself

    @Test func `in JSON each transaction is a line as it came`() async throws {
        let run = try await run(Self.whole, "--json", then: "cat books.journal")

        #expect(run.status == .exited(0), "\(run.err)")
        let lines = try run.out.split(separator: "\n").map { try Answer(status: 200, bytes: Array($0.utf8)).json() }
        #expect(lines.map { $0["number"] } == (Int64(1)...5).map { JSONValue.integer($0) })
        #expect(lines.last?["entries"].items.last?["balanceAfter"] == .text("0.00"))
    }

    /// Transactions, accounts, the last transaction's number, and what is told.
    @Test(arguments: [
        ([0, 1, 3, 4], 0..<8, 5, "transaction 4 comes after 2"), ([0, 1, 2, 3], 0..<8, 5, "end with transaction 4"),
        ([0, 1, 2, 3, 4], 0..<7, 5, "the accounts have"), ([0, 2, 1, 3, 4], 0..<8, 5, "transaction 3 comes after 1"),
    ])
    func `books that are not whole are told, and end with 4`(
        numbers: [Int], accounts: Range<Int>, through: Int, fault: String
    ) async throws {
        let pages = [
            Self.page(numbers.map { Self.transactions[$0] }, through: through),
            Self.page(Array(Self.accounts[accounts]), through: through),
        ]
        for option in ["", "--json"] {
            let run = try await run(pages, option, then: "")

            #expect(run.status == .exited(4), "\(run.err)")
            #expect(run.err.contains("The books are not whole: ") && run.err.contains(fault), "\(run.err)")
        }
    }

    @Test func `a building of which the books know nothing is refused`() async throws {
        let run = try await run(
            [Self.page([], through: 5)], "--building 9", then: "")

        #expect(run.status == .exited(1))
        #expect(run.err == "The books of hutong have no account of building 9.\n")
    }

    @Test func `a page of other books is none of these`() async throws {
        let pages = [
            Self.page(Array(Self.transactions[..<2]), next: "2", through: 5),
            Self.page(Array(Self.transactions[2...]), through: 6),
        ]
        let run = try await run(pages, "", then: "")

        #expect(run.status == .exited(1) && run.err.contains("through transaction 6"), "\(run.err)")
    }
}
