import Model

/// Steps about bodies, modes of management and mergers.
extension ScenarioPlayer {
    /// - Returns: what people would say of it; nil where the step is about something else.
    func performForBodies(_ step: ScenarioScript.Step, in community: CommunityID) async throws -> String? {
        let day = step.day
        if let apply = step.apply { return try await self.apply(apply, on: day, in: community) }
        if let seat = step.seat { return try await self.seat(seat, on: day, in: community) }
        if let leave = step.leave {
            try await change(
                leave.body, "leavings", in: community,
                Leaving(seat: leave.seat, alternate: leave.alternate, cause: leave.cause, on: day))
            return "somebody leaves \(leave.body)"
        }
        if let fill = step.fill {
            try await change(
                fill.body, "fillings", in: community,
                Filling(
                    seat: fill.seat, alternate: fill.alternate, ownerRef: fill.ownerRef, person: fill.person, on: day))
            return "a seat of \(fill.body) is filled"
        }
        if let assign = step.assign {
            try await change(
                assign.body, "offices", in: community,
                Assigning(seat: assign.seat, office: assign.office, portfolios: assign.portfolios, on: day))
            return "a member of \(assign.body) is \(assign.office.rawValue)"
        }
        if let suspend = step.suspend {
            try await change(
                suspend.body, "suspensions", in: community,
                Suspending(
                    seat: suspend.seat, cause: suspend.cause, decidedBy: suspend.decidedBy, from: day,
                    until: suspend.until))
            return "a member of \(suspend.body) is suspended"
        }
        if let reinstate = step.reinstate {
            try await change(
                reinstate.body, "reinstatements", in: community, Reinstating(seat: reinstate.seat, on: day))
            return "a member of \(reinstate.body) acts again"
        }
        if let end = step.end {
            try await change(end.body, "end", in: community, Ending(cause: end.cause, on: day))
            return "\(end.body) ends"
        }
        if let handOver = step.handOver {
            try await change(handOver.body, "hand-over", in: community, HandOver(to: handOver.to, on: day))
            return "\(handOver.body) hands over"
        }
        if let manage = step.manage { return try await self.manage(manage, on: day, in: community) }
        if let merge = step.merge { return try await self.merge(merge, on: day, into: community) }
        return nil
    }

    private struct Leaving: Encodable {
        let seat: Int64?
        let alternate: Int64?
        let cause: LeavingCause
        let on: Day
    }

    private struct Filling: Encodable {
        let seat: Int64?
        let alternate: Int64?
        let ownerRef: String?
        let person: MemberID?
        let on: Day
    }

    private struct Assigning: Encodable {
        let seat: Int64
        let office: BodyOffice
        let portfolios: [Portfolio]?
        let on: Day
    }

    private struct Suspending: Encodable {
        let seat: Int64
        let cause: SuspensionCause
        let decidedBy: ScenarioScript.Seat.Exception.Authority
        let from: Day
        let until: Day?
    }

    private struct Reinstating: Encodable {
        let seat: Int64
        let on: Day
    }

    private struct Ending: Encodable {
        let cause: BodyEndCause
        let on: Day
    }

    private struct HandOver: Encodable {
        let to: BodyID?
        let on: Day
    }

    private func change(
        _ body: BodyID, _ deed: String, in community: CommunityID, _ content: some Encodable
    ) async throws {
        _ = try await `operator`.post(.registry, "/v1/communities/\(community)/bodies/\(body)/\(deed)", content)
    }

    private func apply(
        _ application: ScenarioScript.Application, on day: Day, in community: CommunityID
    ) async throws -> String {
        struct Body: Encodable {
            let applicants: Int64
            let on: Day
        }
        var applicants = application.applicants ?? 0
        if let petition = application.petition {
            let result = try await passed(petition, on: day, in: community)
            applicants = result["inFavour"]["heads"].int ?? 0
        }
        _ = try await `operator`.post(
            .registry, "/v1/communities/\(community)/body-applications", Body(applicants: applicants, on: day))
        return "an application for a property management committee, by \(English.counted(applicants, "owner"))"
    }

    private func manage(
        _ manage: ScenarioScript.Manage, on day: Day, in community: CommunityID
    ) async throws -> String {
        struct Body: Encodable {
            let mode: ManagementMode
            let manager: String?
            let since: Day
            let until: Day?
            let basis: String
        }
        _ = try await `operator`.post(
            .registry, "/v1/communities/\(community)/management",
            Body(mode: manage.mode, manager: manage.manager, since: day, until: manage.until, basis: manage.basis))
        return "\(community) is managed by \(manage.manager ?? manage.mode.rawValue)"
    }

    private func merge(
        _ merge: ScenarioScript.Merge, on day: Day, into community: CommunityID
    ) async throws -> String {
        struct Body: Encodable {
            let from: [Part]
            let on: Day
            let basis: String

            struct Part: Encodable {
                let community: CommunityID
                let buildings: [ScenarioScript.Merge.Name]
                let ownerPrefix: String?
            }
        }
        let parts = merge.from.map { part in
            Body.Part(
                community: part.community, buildings: part.buildings ?? [], ownerPrefix: part.ownerPrefix)
        }
        let answer = try await `operator`.post(
            .registry, "/v1/communities/\(community)/mergers", Body(from: parts, on: day, basis: merge.basis)
        ).json()
        return "\(parts.map(\.community.description).joined(separator: " and ")) become \(community): "
            + English.counted(answer["heads"].cell, "head")
    }

    // MARK: - Taking office

    private func seat(_ seat: ScenarioScript.Seat, on day: Day, in community: CommunityID) async throws -> String {
        struct Body: Encodable {
            let code: BodyID
            let kind: BodyKind
            let origin: BodyOrigin
            let seats: Int64?
            let applicants: Int64?
            let seatedOn: Day
            let termEndsOn: Day?
            let members: [ScenarioScript.Seat.Member]
            let alternates: [ScenarioScript.Seat.Alternate]
            let exception: ScenarioScript.Seat.Exception?
            let listPostedOn: Day?
        }
        var members = seat.members ?? []
        var alternates = seat.alternates ?? []
        if let elected = seat.elected {
            (members, alternates) = try await winners(of: elected, seat.offices ?? [], on: day, in: community)
        }
        let seats = scenario.seats(of: seat, in: community)
        let answer = try await `operator`.post(
            .registry, "/v1/communities/\(community)/bodies",
            Body(
                code: seat.code, kind: seat.kind, origin: seat.origin, seats: seats, applicants: seat.applicants,
                seatedOn: day, termEndsOn: seat.termEndsOn, members: members, alternates: alternates,
                exception: seat.exception, listPostedOn: seat.listPostedOn)
        ).json()
        return "\(seat.code) takes office with \(English.counted(answer["serving"].cell, "member"))"
    }

    /// Those whom an election elected and their alternates, in the order of their rank as the result publishes it.
    private func winners(
        of place: ScenarioScript.ItemPlace, _ offices: [ScenarioScript.Seat.Office], on day: Day,
        in community: CommunityID
    ) async throws -> ([ScenarioScript.Seat.Member], [ScenarioScript.Seat.Alternate]) {
        let election = try await passed(place, on: day, in: community)["election"]
        let candidates = scenario.item(place.item, of: place.assembly, in: community)?.election?.candidates ?? []
        func owners(_ list: JSONValue) -> [(code: String, ref: String)] {
            list.items.compactMap { code in
                candidates.first { $0.candidate.description == code.cell }?.ownerRef.map { (code.cell, $0) }
            }
        }
        let members = owners(election["elected"]).map { winner in
            let office = offices.first { $0.candidate.description == winner.code }
            return ScenarioScript.Seat.Member(
                ownerRef: winner.ref, person: nil, represents: nil, office: office?.office,
                portfolios: office?.portfolios)
        }
        return (members, owners(election["alternates"]).map { .init(ownerRef: $0.ref, votes: nil) })
    }

    /// The published result of an item.
    ///
    /// - Throws: `StoryStops` where it did not pass.
    private func passed(
        _ place: ScenarioScript.ItemPlace, on day: Day, in community: CommunityID
    ) async throws -> JSONValue {
        let answer = try await anyone.get(
            .ballots, "/v1/communities/\(community)/assemblies/\(place.assembly)"
        ).json()
        let item = answer["items"].items.first { $0["code"].cell == place.item.description }
        guard let result = item?["result"], result["outcome"] == .text("passed") else {
            let outcome = item?["result"]["outcome"].string ?? "not closed"
            throw StoryStops(day: day, reason: "item \(place.item) of \(place.assembly) is \(outcome), not passed")
        }
        return result
    }
}
