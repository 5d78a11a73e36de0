import Model

/// Money that leaves a campaign's account: two people have to ask for the same before it does (decision 67).
protocol OutgoingPayment: Referenced {}

/// A payment that somebody has asked for.
struct AskedPayment<Outgoing: OutgoingPayment>: Sendable, Equatable {
    /// Its row.
    let number: Int64
    let payment: Outgoing
    /// The subject of the token under which it came.
    let enteredBy: String
    /// The account behind it.
    let person: String

    /// Whether it was this person who asked, under whichever subject and account.
    func isBy(_ other: Person) -> Bool { other.isCalled(person) || other.isCalled(enteredBy) }
}

typealias PayoutRequest = AskedPayment<Payout>
typealias RepaymentRequest = AskedPayment<Repayment>
typealias RefundRequest = AskedPayment<Refund>

extension OutgoingPayment {
    /// What a first person has asked for, where this one is a second who asks for the same.
    ///
    /// - Parameters:
    ///   - request: who asked for it last, and for what.
    ///   - person: who asks now.
    /// - Returns: nil where a second person is still to come.
    /// - Throws: the fields in which the second asks for something else.
    func seconding(
        _ request: AskedPayment<Self>?, by person: Person
    ) throws(FundsRefusal) -> AskedPayment<Self>? {
        guard let request, !request.isBy(person) else { return nil }
        let differing = differences(from: request.payment)
        guard differing.isEmpty else { throw .otherAskedFor(differing: differing) }
        return request
    }
}
