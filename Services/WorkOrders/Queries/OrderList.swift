import Model
import Postgres

/// Work orders as everybody may see them.
struct OrderList: Sendable {
    let pool: PostgresPool

    /// A page of the orders of a community, by building, entrance and lift.
    ///
    /// A community has a few orders for each of its lifts, so a page is cut from all of them: their order is that of
    /// numbers within codes, which no index has. It begins after the order that `cursor` names.
    ///
    /// - Returns: nil where there is no such order.
    func callAsFunction(_ community: CommunityID, after cursor: OrderID?, limit: Int) async throws -> Page? {
        let all = try await orders(OrderStore.select(campaign: nil, of: community))
        var rest = all[...]
        if let cursor {
            guard let place = all.firstIndex(where: { $0.order == cursor }) else { return nil }
            rest = all[(place + 1)...]
        }
        let items = rest.prefix(limit)
        return Page(items: Array(items), next: items.endIndex < all.endIndex ? items.last?.order : nil)
    }

    struct Page: Sendable, Encodable {
        let items: [OrderAnswer]
        let next: OrderID?
    }

    func order(_ id: OrderID, of community: CommunityID) async throws -> OrderAnswer? {
        try await orders(OrderStore.select([id], of: community)).first
    }

    private func orders(_ selection: [SQL]) async throws -> [OrderAnswer] {
        // One snapshot, or an inspection between the two statements would stand beside the state before it.
        let results = try await pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            try await transaction.pipeline(selection)
        }
        return try OrderStore.orders(results).map(OrderAnswer.init)
    }
}

/// A work order as it is shown.
struct OrderAnswer: Sendable, Encodable {
    let order: OrderID
    let campaign: CampaignID
    let lift: LiftCode
    let building: BuildingCode
    let work: WorkKind
    let workClass: WorkClass
    let state: OrderState
    let cause: OrderReleased.Cause?
    let releasedOn: Day?
    let startedOn: Day?
    let inspections: [Inspection]
    let returnedOn: Day?
    let completedOn: Day?
    let cost: Money?
    let report: DocumentName?

    struct Inspection: Sendable, Encodable {
        let result: InspectionRecorded.Result
        let certificate: DocumentName
        let on: Day
    }

    init(_ order: WorkOrder) {
        self.order = order.id
        campaign = order.campaign
        lift = order.lift
        building = order.lift.building
        work = order.works.work
        workClass = order.works.workClass
        state = order.state
        cause = order.release?.cause
        releasedOn = order.release?.on
        startedOn = order.startedOn
        inspections = order.inspections.map {
            Inspection(result: $0.result, certificate: $0.certificate, on: $0.on)
        }
        returnedOn = order.returnedOn
        completedOn = order.completion?.on
        cost = order.completion?.cost
        report = order.completion?.report
    }
}
