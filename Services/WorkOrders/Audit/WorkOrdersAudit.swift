import EventLog

/// What holds of this service's rows.
enum WorkOrdersAudit {
    static let checks = [
        ordersAreWhatWasTold, stepsFollowTheTable, inspectionsAreWhatWasTold, daysInOrder, returnedAfterInspection,
        ordersArePlanned, releasedByMoney, paidForIsReleased, heldWhereTakenBack, roundsOfMoney,
    ]
}
