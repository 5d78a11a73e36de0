import Model

/// Why a step of a work order is refused; nothing of it is stored.
enum OrderRefusal: Error, Equatable {
    case orderUnknown(OrderID)
    /// The step does not follow from the state.
    case outOfOrder(OrderState.Step, OrderState)
    case inspectionMissing(Mandate.Works)
    case inspectionNotPassed
    /// The day lies before what happened last.
    case dayBefore(Day)
    /// The day has not come yet.
    case dayAhead(today: Day)
    case costNegative
    /// More than `Money.commandLimit`.
    case costBeyondLimit
}
