import Model
import ServiceRuntime

/// The contents of requests about bodies.
enum BodyBodies {
    struct Proposal: Decodable {
        let code: BodyID
        let kind: BodyKind
        let origin: BodyOrigin
        let seats: Int64?
        let applicants: Int64?
        let seatedOn: Day
        let termEndsOn: Day?
        let members: [Member]
        let alternates: [Alternate]?
        let exception: Exception?
        let listPostedOn: Day?

        /// - Throws: `Problem` 400 naming the field.
        func proposal() throws -> BodyProposal {
            BodyProposal(
                code: code, kind: kind, origin: origin, seats: seats, applicants: applicants, seatedOn: seatedOn,
                termEndsOn: termEndsOn,
                members: try members.enumerated().map { try $0.element.member("members[\($0.offset)].") },
                alternates: try (alternates ?? []).enumerated().map {
                    try $0.element.alternate("alternates[\($0.offset)].")
                },
                exception: try exception.map { exception in
                    BodyProposal.Wish(
                        reason: try ShortText.checked(exception.reason, "exception.reason", limit: 200),
                        allowedBy: exception.allowedBy)
                }, listPostedOn: listPostedOn)
        }
    }

    struct Member: Decodable {
        let owner: OwnerID?
        let ownerRef: OwnerRef?
        let person: MemberID?
        let represents: Represents?
        let office: BodyOffice?
        let portfolios: [Portfolio]?

        func member(_ path: String) throws -> BodyProposal.Member {
            BodyProposal.Member(
                who: try BodyBodies.who(owner, ownerRef, person, path), represents: represents,
                office: office ?? .member, portfolios: portfolios ?? [])
        }
    }

    struct Alternate: Decodable {
        let owner: OwnerID?
        let ownerRef: OwnerRef?
        let votes: Int64?

        func alternate(_ path: String) throws -> BodyProposal.Alternate {
            if let votes, !(0...1_000_000_000).contains(votes) {
                throw Problem.invalid(
                    path + "votes", Phrase(zh: "应在 0 和 1000000000 之间", en: "must lie between 0 and 1000000000"))
            }
            return BodyProposal.Alternate(who: try BodyBodies.who(owner, ownerRef, nil, path), votes: votes)
        }
    }

    struct Exception: Decodable {
        let reason: String
        let allowedBy: RuleException.Authority
    }

    struct Leaving: Decodable {
        let seat: Int64?
        let alternate: Int64?
        let cause: LeavingCause
        let on: Day

        func change() throws -> BodyChange {
            switch (seat, alternate) {
            case (let seat?, nil): return .leave(.seat(seat), cause: cause, on: on)
            case (nil, let alternate?): return .leave(.alternate(alternate), cause: cause, on: on)
            case (nil, nil), (.some, .some):
                throw Problem.invalid(
                    "seat", Phrase(zh: "应填写 seat 或 alternate 之一", en: "is needed, or alternate, and not both"))
            }
        }
    }

    struct Filling: Decodable {
        let seat: Int64?
        let alternate: Int64?
        let owner: OwnerID?
        let ownerRef: OwnerRef?
        let person: MemberID?
        let on: Day

        func change() throws -> BodyChange {
            let isNamed = owner != nil || ownerRef != nil || person != nil
            return .fill(
                BodyChange.Filling(
                    seat: seat, alternate: alternate,
                    who: isNamed ? try BodyBodies.who(owner, ownerRef, person, "") : nil, on: on))
        }
    }

    struct Office: Decodable {
        let seat: Int64
        let office: BodyOffice
        let portfolios: [Portfolio]?
        let on: Day
    }

    struct Suspending: Decodable {
        let seat: Int64
        let cause: SuspensionCause
        let decidedBy: RuleException.Authority
        let from: Day
        let until: Day?
    }

    struct Reinstating: Decodable {
        let seat: Int64
        let on: Day
    }

    struct Ending: Decodable {
        let cause: BodyEndCause
        let on: Day
    }

    struct HandOver: Decodable {
        let to: BodyID?
        let on: Day
    }

    /// - Throws: `Problem` 400 unless exactly one is named.
    private static func who(_ owner: OwnerID?, _ ref: OwnerRef?, _ person: MemberID?, _ path: String) throws -> Who {
        switch (owner, ref, person) {
        case (let owner?, nil, nil): return .owner(owner)
        case (nil, let ref?, nil): return .ownerRef(ref)
        case (nil, nil, let person?): return .person(person)
        default:
            throw Problem.invalid(
                path + "ownerRef",
                Phrase(
                    zh: "应填写 owner、ownerRef、person 之一",
                    en: "is needed, or owner or person instead, and only one of them"))
        }
    }
}
