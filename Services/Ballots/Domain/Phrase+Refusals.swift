import Model

/// What the answers to electronic and to paper ballots say alike.
extension Phrase {
    /// Without the code that was sent: it may be anything, a name too.
    static let notOnAgenda = Phrase(zh: "不在会议议程中", en: "is not on the agenda")

    static func notOffered(_ choice: String, on item: ItemID) -> Phrase {
        Phrase(
            zh: "事项 \(item) 没有“\(choice)”这个选项，或所选人数多于应选名额",
            en: "item \(item) does not offer \(choice), or there are more candidates than seats")
    }

    static func notOnRoll(_ buildings: [BuildingCode]) -> Phrase {
        let names = buildings.map(\.description).joined(separator: ", ")
        return Phrase(zh: "名册上没有：\(names)", en: "not on the roll: \(names)")
    }

    static func notOnRoll(_ unit: UnitCode) -> Phrase {
        Phrase(zh: "\(unit) 不在名册上，或按规则不计票", en: "\(unit) is not on the roll, or does not count by the rules")
    }

    /// Which vote stands.
    static func standing(_ vote: Receipt) -> Phrase {
        Phrase(
            zh: "现有表决的回执 \(vote.receipt)，时间 \(vote.acceptedAt)",
            en: "The receipt of the vote that stands is \(vote.receipt), of \(vote.acceptedAt)")
    }
}
