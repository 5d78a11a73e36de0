import LocalDistrict
import Model
import Testing

@testable import tongti

/// What a program that is not ours says of the books.
extension OutputStory {
    /// Every kind of transaction that the books know.
    private static let kinds: Set<String> = [
        "advance", "advance-reversal", "assessment", "completion", "payment", "payout", "refund", "repayment",
        "reversal",
    ]

    /// hledger counts the books again, whole and building by building, and comes to what the service publishes.
    func recount() async throws {
        let lines = try await tongti("ledger export -c hutong --as auditor").items
        #expect(Set(lines.map { $0["kind"].cell }) == Self.kinds, "the story has every kind")
        let auditor = DistrictCommands(always: ["-c", "hutong", "--as", "auditor"])
        let books = try await auditor.run(["ledger", "export"])
        #expect(books.status == 0 && books.err.isEmpty, "\(books.err)")

        let check = try await Hledger.run(Hledger.check, on: books.out)
        #expect(check.status == .exited(0), "\(check.err)")
        let balances = try await Self.balances(books.out)
        let shown = try await auditor.json(["ledger", "show"])["accounts"].items
        #expect(
            balances == Dictionary(uniqueKeysWithValues: shown.map { ($0["account"].cell, $0["balance"].cell) }))
        let counted = try await Hledger.run(["stats"], on: books.out)
        // Each account has one that says what it must stand at.
        let accounts = try await auditor.json(["ledger", "accounts", "--limit", "500"])["items"].items
        #expect(counted.out.contains(": \(lines.count + accounts.count) ("), "\(counted.out)")

        for building in ["1", "2"] {
            let part = try await auditor.run(["ledger", "export", "--building", building])
            #expect(part.status == 0, "\(part.err)")
            let check = try await Hledger.run(Hledger.check, on: part.out)
            #expect(check.status == .exited(0), "\(building): \(check.err)")
            let own = try await Self.balances(part.out)
            for account in accounts where account["building"].string == building {
                let name = Self.shown(account["account"].cell)
                #expect(own[name] == balances[name], "\(name)")
            }
        }
        #expect(try await auditor.run(["ledger", "export", "--building", "9"]).status == 1)

        // A fen more than was posted.
        let entry = try #require(books.out.firstMatch(of: /bank:spring-1  CNY 500\.00/)).output
        let changed = books.out.replacing(entry, with: "bank:spring-1  CNY 500.01")
        #expect(try await Hledger.run(Hledger.check, on: changed).status == .exited(1))
    }

    /// What hledger makes of the accounts, under the names and in the sums of `ledger show`.
    private static func balances(_ journal: String) async throws -> [String: String] {
        let run = try await Hledger.run(["balance", "--flat", "--empty", "--output-format", "json"], on: journal)
        try #require(run.status == .exited(0), "\(run.err)")
        let rows = try Answer(status: 200, bytes: Array(run.out.utf8)).json().items.first?.items ?? []
        var balances: [String: Int64] = [:]
        for row in rows {
            let (name, quantity) = (row.items[0].cell, row.items[3].items.first?["aquantity"])
            let (mantissa, places) = (quantity?["decimalMantissa"].int ?? 0, quantity?["decimalPlaces"].int ?? 2)
            try #require((0...2).contains(places), "\(row.text)")
            let fen = mantissa * [100, 10, 1][Int(places)]
            balances[shown(String(name.drop { $0 != ":" }.dropFirst())), default: 0] += fen
        }
        return balances.mapValues { Money(fen: $0).description }
    }

    /// The name under which everybody sees an account: a unit's is in the sum of its building.
    private static func shown(_ account: String) -> String {
        account.hasPrefix("receivable:") ? String(account.prefix { $0 != "-" }) : account
    }
}
