import Model

/// What tests read of the answers; written down apart from the service's own types, as a client would.
struct NoticesAnswer: Decodable {
    let notices: [Item]
    let next: String?

    struct Item: Decodable {
        let notice: Int64
        let building: String?
        let kind: String
        let postedOn: Day
        let title: String
        let text: String
    }
}

struct DigestsAnswer: Decodable {
    let digests: [Item]
    let next: String?

    struct Item: Decodable {
        let building: String
        let day: Day
        let figures: DigestFigures
    }
}

struct BoardFigures: Decodable {
    let units: Int64
    let lifts: Int64
    let liftsDone: Int64
    let liftsOutOfUse: Int64
    let advancesOwed: Money
    let campaigns: [Campaign]
    let buildings: [Building]
    let assemblies: [Assembly]

    struct Campaign: Decodable { let figures: Figures }

    struct Figures: Decodable, Equatable {
        let units: Int64
        let paidUnits: Int64
        let paidPercent: String
        let due: Money
        let received: Money
        let counted: Money
        let fundedOn: Day?
    }

    struct Building: Decodable {
        let building: String
        let figures: Figures?
        let lifts: [Lift]
    }

    struct Lift: Decodable {
        let lift: String
        let stage: String
        let since: Day?
        let inUse: Bool
    }

    struct Assembly: Decodable {
        let state: String
        let items: [Item]
    }

    struct Item: Decodable {
        let turnout: Weight
        let result: ItemResult?
    }
}
