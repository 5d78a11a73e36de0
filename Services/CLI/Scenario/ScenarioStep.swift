import Model

extension ScenarioScript {
    /// One deed on one day; exactly one of the deeds is given.
    ///
    /// Deeds of a day happen in the order in which they stand.
    struct Step: Codable, Sendable {
        let day: Day
        /// The community that it happens in; the story's own where it is left out.
        let `in`: CommunityID?
        let convene: Convene?
        let open: AssemblyID?
        let extend: Extend?
        let deliveries: AssemblyTable?
        let proxies: AssemblyTable?
        let withdrawProxy: WithdrawProxy?
        let papers: AssemblyTable?
        let official: Official?
        let hands: Hands?
        let close: AssemblyID?
        let object: Objecting?
        let answer: Answering?
        let effective: AssemblyID?
        let setAside: SetAside?
        /// A table of visits.
        let visits: String?
        let endVisits: TopicCode?
        let consult: Consult?
        let nominations: Nominations?
        let nominate: Nominate?
        let withdrawNominee: WithdrawNominee?
        let screen: Screen?
        let advance: Advance?
        let reverseAdvance: ReverseAdvance?
        let repay: Repay?
        let payout: Payout?
        let reverse: Reverse?
        let refund: Refund?
        let inspect: Inspect?
        let apply: Application?
        let seat: Seat?
        let leave: Leave?
        let fill: Fill?
        let assign: Assign?
        let suspend: Suspend?
        let reinstate: Reinstate?
        let end: End?
        let handOver: HandOver?
        let manage: Manage?
        let merge: Merge?
        /// A roll.csv with the rows of the units that change hands.
        let transfer: String?
        let chooseVoter: ChooseVoter?

        /// What its deeds are called.
        var deeds: [String] {
            Mirror(reflecting: self).children.compactMap { member in
                guard let name = member.label, name != "day", name != "in" else { return nil }
                let value = Mirror(reflecting: member.value)
                return value.displayStyle == .optional && value.children.isEmpty ? nil : name
            }
        }

        /// The assembly that must have been convened for it.
        var assembly: AssemblyID? {
            let voting = open ?? close ?? effective ?? papers?.assembly ?? hands?.assembly ?? extend?.assembly
            let register = deliveries?.assembly ?? proxies?.assembly ?? withdrawProxy?.assembly ?? official?.assembly
            return voting ?? register ?? object?.assembly ?? answer?.assembly ?? setAside?.assembly
        }

        /// The item whose published result it goes by.
        var result: ItemPlace? { apply?.petition ?? seat?.elected }

        /// The body that must have been seated for it.
        var body: BodyID? { changedBody ?? handOver?.body }

        /// The body in office that it changes.
        var changedBody: BodyID? {
            let members = leave?.body ?? fill?.body ?? assign?.body
            return members ?? suspend?.body ?? reinstate?.body ?? end?.body
        }
    }

    /// An item of an assembly of the same community.
    struct ItemPlace: Codable, Sendable {
        let assembly: AssemblyID
        let item: ItemID
    }

    /// Hands that were counted at an event.
    struct Hands: Codable, Sendable {
        let assembly: AssemblyID
        let item: ItemID
        let inFavour: Int64
        let against: Int64
        let abstained: Int64
        let evidence: Digest256
        let witness: MemberID
    }

    /// Owners apply for a property management committee: so many, or those who signed a petition.
    struct Application: Codable, Sendable {
        let applicants: Int64?
        let petition: ItemPlace?
    }

    /// A body takes office, with named members or with those whom an election elected.
    struct Seat: Codable, Sendable {
        let code: BodyID
        let kind: BodyKind
        let origin: BodyOrigin
        let seats: Int64?
        let applicants: Int64?
        let termEndsOn: Day?
        let listPostedOn: Day?
        let elected: ItemPlace?
        let members: [Member]?
        let alternates: [Alternate]?
        /// Of those who were elected.
        let offices: [Office]?
        let exception: Exception?

        struct Member: Codable, Sendable {
            let ownerRef: String?
            let person: MemberID?
            let represents: Represents?
            let office: BodyOffice?
            let portfolios: [Portfolio]?
        }

        struct Alternate: Codable, Sendable {
            let ownerRef: String
            let votes: Int64?
        }

        struct Office: Codable, Sendable {
            let candidate: CandidateCode
            let office: BodyOffice?
            let portfolios: [Portfolio]?
        }

        struct Exception: Codable, Sendable {
            let reason: String
            let allowedBy: Authority

            enum Authority: String, WrittenWord, Sendable { case street, district, court, ownersAssembly }
        }
    }

    struct Leave: Codable, Sendable {
        let body: BodyID
        let seat: Int64?
        let alternate: Int64?
        let cause: LeavingCause
    }

    struct Fill: Codable, Sendable {
        let body: BodyID
        let seat: Int64?
        let alternate: Int64?
        let ownerRef: String?
        let person: MemberID?
    }

    /// A member gets an office, and things to take care of.
    struct Assign: Codable, Sendable {
        let body: BodyID
        let seat: Int64
        let office: BodyOffice
        let portfolios: [Portfolio]?
    }

    /// A member keeps the seat, but neither votes nor acts from the step's day on.
    struct Suspend: Codable, Sendable {
        let body: BodyID
        let seat: Int64
        let cause: SuspensionCause
        let decidedBy: Seat.Exception.Authority
        /// The last day; until a step ends it where it is left out.
        let until: Day?
    }

    /// A suspended member acts again.
    struct Reinstate: Codable, Sendable {
        let body: BodyID
        let seat: Int64
    }

    /// The co-owners of a unit choose another one of them to vote for it.
    struct ChooseVoter: Codable, Sendable {
        let unit: UnitCode
        let ownerRef: String
    }

    struct End: Codable, Sendable {
        let body: BodyID
        let cause: BodyEndCause
    }

    struct HandOver: Codable, Sendable {
        let body: BodyID
        let to: BodyID?
    }

    struct Manage: Codable, Sendable, Equatable {
        let mode: ManagementMode
        let manager: String?
        let until: Day?
        let basis: String
    }

    /// Further communities become parts of the step's community.
    struct Merge: Codable, Sendable {
        let from: [Part]
        let basis: String

        struct Part: Codable, Sendable {
            let community: CommunityID
            /// What its buildings are called from then on, where it changes.
            let buildings: [Name]?
            let ownerPrefix: String?

            func name(of building: BuildingCode) -> BuildingCode {
                buildings?.first { $0.before == building }?.after ?? building
            }

            /// A place under the area's name for its building.
            func code<Kind>(_ place: PlaceCode<Kind>) -> PlaceCode<Kind> {
                PlaceCode(building: name(of: place.building), entrance: place.entrance, number: place.number)
            }

            /// What the area's books call an owner.
            func ref(_ ownerRef: String) -> String { (ownerPrefix ?? "") + ownerRef }
        }

        struct Name: Codable, Sendable {
            let before: BuildingCode
            let after: BuildingCode
        }
    }
}
