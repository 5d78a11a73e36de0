import Model

/// A community's books, as far as a batch touches them: posts transactions and keeps what is to be stored.
///
/// Entries of one account are numbered 1, 2, 3 … and carry the balance after them, so that a missing, doubled or
/// changed one shows.
struct Ledger: Sendable, Equatable {
    /// Where an account stands: how many entries it has and what they sum to.
    struct Head: Sendable, Equatable {
        var entries: Int64 = 0
        var balance: Money = .zero
    }

    struct Transaction: Sendable, Equatable {
        let number: Int64
        let kind: Posting.Kind
        let subject: String
    }

    struct Entry: Sendable, Equatable {
        let account: Account
        let sequence: Int64
        let transaction: Int64
        let amount: Money
        let balanceAfter: Money
    }

    private(set) var heads: [Account: Head]
    private(set) var lastTransaction: Int64
    private(set) var transactions: [Transaction] = []
    private(set) var entries: [Entry] = []

    /// Books with the heads of every account that has entries and will be posted to; other accounts are new.
    init(heads: [Account: Head] = [:], lastTransaction: Int64 = 0) {
        self.heads = heads
        self.lastTransaction = lastTransaction
    }

    func balance(of account: Account) -> Money { heads[account]?.balance ?? .zero }

    /// Posts a transaction, or throws and stays as it was.
    ///
    /// A posting without lines is none.
    mutating func post(_ posting: Posting) throws(ArithmeticOverflow) {
        guard !posting.lines.isEmpty else { return }
        var changed: [(account: Account, head: Head, amount: Money)] = []
        for line in posting.lines {
            var head = heads[line.account] ?? Head()
            head.balance = try head.balance.adding(line.amount)
            head.entries += 1
            changed.append((line.account, head, line.amount))
        }
        lastTransaction += 1
        transactions.append(Transaction(number: lastTransaction, kind: posting.kind, subject: posting.subject))
        for (account, head, amount) in changed {
            heads[account] = head
            entries.append(
                Entry(
                    account: account, sequence: head.entries, transaction: lastTransaction, amount: amount,
                    balanceAfter: head.balance))
        }
    }
}
