import Model

/// Whether all is there that the service says there is, which no reader of the transactions alone can know.
struct LedgerCount {
    let building: BuildingCode?
    private(set) var transactions = 0
    private(set) var entries = 0
    /// Entries of the accounts that are wholly there, and how many these should have.
    private var found: Int64 = 0
    private var expected: Int64 = 0
    private var last: Int64 = 0
    private var fault: String?

    init(building: BuildingCode?) { self.building = building }

    mutating func note(_ transaction: LedgerTransaction) {
        let isNext = building == nil ? transaction.number == last + 1 : transaction.number > last
        if !isNext { fault = fault ?? "transaction \(transaction.number) comes after \(last)" }
        last = transaction.number
        transactions += 1
        entries += transaction.entries.count
        found += Int64(transaction.entries.count { building == nil || $0.building == building })
    }

    mutating func note(_ account: LedgerAccount) { expected += account.entries }

    /// - Parameter through: the number of the last transaction by what the service says.
    /// - Throws: `BooksIncomplete`
    func check(through: Int64?) throws {
        let isWhole = building == nil ? last == through : last <= through ?? 0
        if let fault { throw BooksIncomplete(fault: fault) }
        guard isWhole else {
            throw BooksIncomplete(fault: "they end with transaction \(last) instead of \(through ?? 0)")
        }
        guard found == expected else {
            throw BooksIncomplete(fault: "the accounts have \(expected) entries, and \(found) are there")
        }
    }
}

/// The books that were written are not all that there should be.
struct BooksIncomplete: ExitStatusError {
    let fault: String

    var exitStatus: ExitStatus { .checkFailed }
    var message: String { "The books are not whole: \(fault)." }
}
