/// Every event there is.
///
/// What is not here is unknown: parked, never dropped.
package enum EventCatalog {
    package static let all: [any DistrictEvent.Type] = [
        CommunityRegistered.self, RulesAdopted.self, UnitsRecorded.self, UnitsRemoved.self, RollRecorded.self,
        LiftRecorded.self, DayStarted.self,
        OwnershipTransferred.self, ManagementModeSet.self, CommunityMerged.self, CommunitiesJoined.self,
        BodySeated.self, BodyMemberChanged.self, BodyEnding.self, BodyEnded.self, BodyHandedOver.self,
        BodyMemberSuspended.self, BodySuspensionEnded.self,
        MaintainerChanged.self, LiftMarked.self,
        AssemblyConvened.self, AssemblyOpened.self, VoteAccepted.self, AssemblyClosed.self, ResolutionPassed.self,
        ResolutionNotPassed.self, AssemblyExtended.self, AssemblyEffective.self, ObjectionUpheld.self,
        ResolutionSetAside.self,
        CampaignOpened.self, PaymentRecorded.self, PaymentReversed.self, OverpaymentRefunded.self, BuildingFunded.self,
        AdvanceMade.self, AdvanceRepaid.self, AdvanceReversed.self, PayoutMade.self,
        OrderPlanned.self, OrderReleased.self, OrderHeld.self, OrderStarted.self, InspectionRecorded.self,
        LiftReturned.self, OrderCompleted.self,
        NoticePosted.self, DigestPublished.self,
    ]

    package static let types: Set<String> = Set(all.map { $0.type.description })
}
