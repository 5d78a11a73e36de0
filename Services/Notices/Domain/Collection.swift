import Model

/// Payments of one campaign put together by building and day, and how each building stands after the last of them.
struct Collection: Equatable {
    struct Key: Hashable {
        let campaign: CampaignID
        let building: BuildingCode
        let day: Day
    }

    struct Sum: Equatable {
        var received = Money.zero
        var payments: Int64 = 0
        var paidUnits: Int64 = 0
    }

    struct Building: Hashable {
        let campaign: CampaignID
        let building: BuildingCode
    }

    private(set) var days: [Key: Sum] = [:]
    private(set) var buildings: [Building: BuildingProgress] = [:]

    /// What a reversal takes away: the money from the payment's own day, so that days show what was truly paid on them, and
    /// a unit that is no longer fully paid from the day on which it had been.
    ///
    /// - Throws: `ArithmeticOverflow`
    init(reversed event: PaymentReversed) throws(ArithmeticOverflow) {
        func key(_ day: Day) -> Key { Key(campaign: event.campaign, building: event.building, day: day) }
        days[key(event.paidOn)] = Sum(received: try Money.zero.subtracting(event.amount), payments: -1)
        let fullOn = event.fullOn ?? (event.reopens ? event.paidOn : nil)
        if let fullOn { days[key(fullOn), default: Sum()].paidUnits -= 1 }
        if let stillFullOn = event.stillFullOn { days[key(stillFullOn), default: Sum()].paidUnits += 1 }
        buildings[Building(campaign: event.campaign, building: event.building)] = event.progress
    }

    /// What a refund takes away: the money from the day on which it went, and nothing that counted.
    ///
    /// - Throws: `ArithmeticOverflow`
    init(refunded event: OverpaymentRefunded) throws(ArithmeticOverflow) {
        let key = Key(campaign: event.campaign, building: event.building, day: event.refundedOn)
        days[key] = Sum(received: try Money.zero.subtracting(event.amount))
        buildings[Building(campaign: event.campaign, building: event.building)] = event.progress
    }

    /// - Parameter payments: in the order they were recorded.
    /// - Throws: `ArithmeticOverflow`
    init(_ payments: some Sequence<PaymentRecorded>) throws(ArithmeticOverflow) {
        for payment in payments {
            let key = Key(campaign: payment.campaign, building: payment.building, day: payment.paidOn)
            var sum = days[key] ?? Sum()
            sum.received = try sum.received.adding(payment.amount)
            sum.payments += 1
            sum.paidUnits += payment.completes ? 1 : 0
            days[key] = sum
            buildings[Building(campaign: payment.campaign, building: payment.building)] = payment.progress
        }
    }
}
