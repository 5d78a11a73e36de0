import EventLog

/// What holds of this service's rows.
enum RegistryAudit {
    static let checks = [
        unitsAreWhatWasTold, coOwnersFollowUnits, rollTotalsAreTheUnits, rollIsLastTold, buildingTotals,
        snapshotsAreWhatWasTold, historyAddsUp, pastIsWhatWasTold, transfersAreWhatWasTold, ownersHavePersonalData,
        nobodyElseIsKept, unitedOwnersAreGone, rolesNeedTwo, rulesAreWhatWasTold, bodiesAreWhatWasTold,
        seatsAreOfTheBody, liftsAreWhatWasTold, partsAreClosed,
    ]
}
