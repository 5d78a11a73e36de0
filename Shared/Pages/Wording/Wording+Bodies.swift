package import Model

/// Bodies are called by their kind; their codes are for services.
extension Wording {
    /// Such as `业主委员会`, `The owners' committee`.
    package func body(_ kind: BodyKind) -> String {
        switch kind {
        case .ownersCommittee: text(Phrase(zh: "业主委员会", en: "The owners' committee"))
        case .propertyManagementCommittee: text(Phrase(zh: "物业管理委员会", en: "The property management committee"))
        case .preparatoryGroup: text(Phrase(zh: "筹备组", en: "The preparatory group"))
        case .jointBody: text(Phrase(zh: "联席会议", en: "The joint meeting"))
        }
    }

    /// What those become who are elected under a mandate.
    package func elected(into seat: Mandate.SeatCommittee) -> String {
        let name = body(seat.bodyKind ?? .ownersCommittee)
        return text(
            Phrase(
                zh: "当选人组成\(name)。",
                en: "Those elected form \(name.prefix(1).lowercased())\(name.dropFirst())."))
    }
}
