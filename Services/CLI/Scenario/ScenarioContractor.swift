import Model

/// Does the works of a scenario: starts released orders, has them inspected, returns the lifts, reports the costs.
struct ScenarioContractor: Sendable {
    let client: ServiceClient
    let community: CommunityID
    let works: ScenarioScript.Works?

    private struct Orders: Decodable {
        let items: [Order]
        let next: String?
    }

    struct Order: Decodable {
        let order: OrderID
        let lift: LiftCode
        let state: String
        let releasedOn: Day?
        let cause: OrderReleased.Cause?

        /// The first day on which the contractor can know of the release.
        ///
        /// Payments are the last that happens on a day. Whether what they release is known by its evening hangs on how quick
        /// the services are, and a story must not.
        var seenOn: Day? { cause == .buildingFunded ? releasedOn?.advanced(by: 1) : releasedOn }
    }

    /// Everything that is due by `day`.
    ///
    /// - Returns: what people would talk about.
    func work(on day: Day) async throws -> [String] {
        guard let works else { return [] }
        var deeds: [String] = []
        for order in try await orders() {
            guard let released = order.releasedOn, let seen = order.seenOn, seen <= day else { continue }
            var state = order.state
            let steps: [(from: String, after: Int64, to: String)] = [
                ("released", works.startAfter, "started"), ("started", works.inspectAfter, "inspected"),
                ("inspected", max(works.inspectAfter, works.returnAfter), "returned"),
                ("returned", works.completeAfter, "completed"),
            ]
            for step in steps where state == step.from && released.advanced(by: step.after) <= day {
                try await perform(step.to, order, on: day, works)
                if step.to == "returned" { deeds.append("lift \(order.lift) is back in use") }
                state = step.to
            }
        }
        return deeds
    }

    private func orders() async throws -> [Order] {
        var orders: [Order] = []
        var cursor: String?
        repeat {
            let path = ResourcePath("/v1/communities/\(community)/orders").query("limit", "500").query("cursor", cursor)
            let page = try await client.get(.workorders, path).decode(Orders.self)
            orders += page.items
            cursor = page.next
        } while cursor != nil
        return orders
    }

    private func perform(_ deed: String, _ order: Order, on day: Day, _ works: ScenarioScript.Works) async throws {
        struct Dated: Encodable { let on: Day }
        struct Inspection: Encodable {
            let on: Day
            let result: InspectionRecorded.Result
            let certificate: String
        }
        struct Completion: Encodable {
            let on: Day
            let cost: Money
            let report: String
        }
        let path: ResourcePath = "/v1/communities/\(community)/orders/\(order.order)"
        switch deed {
        case "started": _ = try await client.post(.workorders, path.appending("/start"), Dated(on: day))
        case "inspected":
            _ = try await client.post(
                .workorders, path.appending("/inspection"),
                Inspection(on: day, result: .passed, certificate: "TJ-\(order.lift)-\(day)"))
        case "returned": _ = try await client.post(.workorders, path.appending("/return"), Dated(on: day))
        default:
            _ = try await client.post(
                .workorders, path.appending("/complete"),
                Completion(
                    on: day, cost: works.costs?[order.lift.description] ?? works.cost, report: "YS-\(order.lift)-\(day)"
                ))
        }
    }
}
