import EventLog

/// What holds of this service's rows.
enum NoticesAudit {
    static let checks = [
        noticesAreWhatWasTold, factsHaveNotices, digestsAreWhatWasTold, digestsFitCampaigns, digestsAddUp,
        collectionsAddUp, stepsInOrder,
    ]
}
