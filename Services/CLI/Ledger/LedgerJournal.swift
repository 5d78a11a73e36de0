import Model

/// The books as a journal of hledger, made page by page.
///
/// An account is declared behind what it must stand at, after the last transaction: a journal that was cut off has accounts
/// that nothing declares, and does not pass `hledger check --strict`.
struct LedgerJournal {
    private let community: CommunityID
    private let building: BuildingCode?
    private var isBegun = false
    /// Dates do not go back, as the numbers do not: the clock of a service may have been set.
    private var day = Day(daysSince1970: 0)
    /// What was declared of accounts that are not the building's: those of banks and lenders, and of lifts on the same advance.
    private var others: Set<String> = []

    init(of community: CommunityID, _ building: BuildingCode?) {
        self.community = community
        self.building = building
    }

    mutating func text(of transactions: [LedgerTransaction]) -> String {
        defer { isBegun = true }
        return (isBegun ? "" : heading) + transactions.map { text(of: $0) }.joined()
    }

    /// The last the accounts must stand at, and their declarations.
    func text(of accounts: [LedgerAccount]) -> String {
        accounts.map { account in
            let name = account.kind.name(of: account.account)
            return """
                \(day) balance
                    \(name)  CNY 0.00 = CNY \(account.balance)
                \(account.kind.declaration(of: name, account.building))


                """
        }.joined()
    }

    /// The last line.
    func end(_ count: LedgerCount) -> String {
        "; The end: \(count.transactions) transactions with \(count.entries) entries.\n"
    }

    private var heading: String {
        let part = building.map { ", as far as they touch building \($0)" } ?? ""
        return """
            ; The books of \(community)\(part).
            ; Debits are positive, credits negative. The first word of an account's name says what it is, the rest is its code.
            ; assets:bank:CAMPAIGN                       what the campaign's own bank account holds
            ; assets:receivable:UNIT                     what a unit owes; negative where it paid too much
            ; assets:advanced-works:LIFT                 works that a lender paid and that are not accepted yet
            ; liabilities:advances:ADVANCE               what a lender is owed
            ; revenues:assessments:CAMPAIGN:BUILDING     what was assessed
            ; expenses:works:LIFT                        works accepted or paid
            decimal-mark .
            commodity CNY 1000.00


            """
    }

    private mutating func text(of transaction: LedgerTransaction) -> String {
        day = max(day, transaction.recordedAt.day)
        var declarations = ""
        var postings = ""
        for entry in transaction.entries {
            let name = entry.kind.name(of: entry.account)
            postings += "    \(name)  CNY \(entry.amount)"
            if building == nil || entry.building == building {
                postings += " = CNY \(entry.balanceAfter)"
            } else if others.insert(name).inserted {
                declarations += entry.kind.declaration(of: name, entry.building) + "\n\n"
            }
            postings += "\n"
        }
        return """
            \(declarations)\(day) (\(transaction.number)) \(transaction.kind)
                ; subject:\(Self.tagged(transaction.subject))
                ; recorded:\(transaction.recordedAt)
            \(postings)

            """
    }

    /// The value of a tag ends at a comma or with the line; both are written as in an address, and so is `%` itself.
    private static func tagged(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "%": "%25"
            case ",": "%2C"
            default: String(scalar)
            }
        }.joined()
    }
}

extension LedgerAccount.Kind {
    /// What hledger calls an account: without the first word it is the account's code.
    fileprivate func name(of code: String) -> String { "\(root):\(code)" }

    fileprivate func declaration(of name: String, _ building: BuildingCode?) -> String {
        "account \(name)  ; type:\(type)" + (building.map { ", building:\($0)" } ?? "")
    }

    private var root: String {
        switch self {
        case .bank, .receivable, .advancedWorks: "assets"
        case .advances: "liabilities"
        case .assessments: "revenues"
        case .works: "expenses"
        }
    }

    /// The letter by which hledger knows the kinds of accounts.
    private var type: String {
        switch self {
        case .bank, .receivable, .advancedWorks: "A"
        case .advances: "L"
        case .assessments: "R"
        case .works: "X"
        }
    }
}
