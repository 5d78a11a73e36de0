import Model
import TestSupport

@testable import Funds

/// Small values for the tests of funds.
enum Samples {
    static let today = day("2023-06-30")
    static let now = Timestamp(microseconds: 1_688_100_000_000_000)
    static let community: CommunityID = code("runfeng")
    static let assembly: AssemblyID = code("2023-lifts")
    static let item: ItemID = code("raise")
    static let campaign: CampaignID = code("2023-lifts-raise")

    static func mandate(
        rate: String = "17.93", threshold: String = "1/2", basis: Mandate.ThresholdBasis = .amount,
        scope: Mandate.Scope = .community, workClass: WorkClass = .majorRepair
    ) -> Mandate.Collect {
        Mandate.Collect(
            rate: parsed(rate), scope: scope, threshold: parsed(threshold), basis: basis,
            releases: Mandate.Works(work: .overhaul, workClass: workClass))
    }

    static func campaign(_ mandate: Mandate.Collect = mandate()) -> Campaign {
        Campaign(id: campaign, assembly: assembly, item: item, title: "电梯大修筹集", mandate: mandate)
    }

    /// A desk for units with the given dues, all in their own buildings' accounts, and empty books.
    static func desk(_ dues: [(unit: String, due: String)], _ mandate: Mandate.Collect = mandate()) throws
        -> PaymentDesk
    {
        let units = dues.map { UnitAccount(unit: parsed($0.unit), due: parsed($0.due)) }
        let buildings = try Dictionary(grouping: units, by: \.unit.building).map { building, units in
            BuildingAccount(
                building: building, units: Int64(units.count), due: try Money.sum(units.map(\.due)),
                progress: BuildingProgress(received: .zero, counted: .zero, paidUnits: 0))
        }
        return PaymentDesk(
            campaign: campaign(mandate), units: units, buildings: buildings, receipts: [], lastNumber: 0)
    }

    static func payment(
        _ reference: String, _ unit: String, _ amount: String, at time: String = "2023-06-01T10:00:00+08:00"
    ) -> Payment {
        Payment(
            campaign: campaign, reference: parsed(reference), unit: parsed(unit), amount: parsed(amount),
            paidAt: parsed(time), channel: code("bank"), payer: nil)
    }

    static func code<Kind>(_ text: String) -> Code<Kind> { parsed(text) }
    static func day(_ text: String) -> Day { parsed(text) }
    static func money(_ text: String) -> Money { parsed(text) }
    static func unit(_ text: String) -> UnitCode { parsed(text) }
    static func lift(_ text: String) -> LiftCode { parsed(text) }

    /// A value that the test's author wrote himself.
    static func parsed<Value: TextValue>(_ text: String) -> Value {
        do { return try Value(parsing: text) } catch { preconditionFailure("\(text): \(error)") }
    }
}
