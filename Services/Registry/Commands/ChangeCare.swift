import EventLog
import Model
import Postgres

/// Records who maintains a lift, who answers for it, and that its mark was renewed.
struct ChangeCare: Sendable {
    let log: EventLog
    let desk: CareDesk

    /// - Throws: `LiftRefusal`, `RegistryError.communityUnknown`
    func handle(
        _ change: CareChange, of code: LiftCode, community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> LiftReport {
        try await log.write(to: community, claim: claim) { write in
            let (before, now, circumstances) = try await plan(change, of: code, community: community, in: write)
            if now.lift != before.lift {
                try await desk.lifts.save([now.lift], in: write)
                // The maintainer's number is stored and not published.
                if now.lift.recorded != before.lift.recorded { try write.append(now.lift.recorded) }
            }
            try await desk.cares.save([now], in: write)
            switch change {
            case .maintainer: try write.append(desk.maintainerChanged(now))
            case .mark(_, _, let day):
                try write.append(
                    LiftMarked(lift: code, markedOn: day, nextInspectionOn: now.lift.nextInspectionOn))
            case .userUnit: break
            }
            return desk.report(now, circumstances)
        }
    }

    /// What the lift would be like after the change.
    func dryRun(_ change: CareChange, of code: LiftCode, community: CommunityID) async throws -> LiftReport {
        try await log.pool.withTransaction(isolation: .repeatableRead, readOnly: true) { transaction in
            let (_, now, circumstances) = try await plan(change, of: code, community: community, in: transaction)
            return desk.report(now, circumstances)
        }
    }

    private func plan<Reader: Reading & ~Copyable>(
        _ change: CareChange, of code: LiftCode, community: CommunityID, in reader: borrowing Reader
    ) async throws -> (CaredLift, CaredLift, CareDesk.Circumstances) {
        let before = try await desk.lift(code, of: community, in: reader)
        let circumstances = try await desk.circumstances(of: community, in: reader)
        var now = before
        try now.apply(change, today: circumstances.today, circumstances.pack)
        return (before, now, circumstances)
    }
}

/// What commands and queries about the care of lifts have in common.
struct CareDesk: Sendable {
    let calendar: WorkCalendar
    let communities = CommunityStore()
    let lifts = LiftStore()
    let cares = LiftCareStore()
    let rules = RulesStore()
    let electorates = ElectorateStore()

    struct Circumstances: Sendable {
        let today: Day
        /// The rules in force, if any are.
        let pack: RulePack?
    }

    func circumstances<Reader: Reading & ~Copyable>(
        of community: CommunityID, in reader: borrowing Reader
    ) async throws -> Circumstances {
        Circumstances(
            today: try await electorates.today(in: reader),
            pack: try await rules.current(of: community, in: reader)?.pack)
    }

    /// - Throws: `RegistryError.communityUnknown`, `LiftRefusal.liftUnknown`
    func lift<Reader: Reading & ~Copyable>(
        _ code: LiftCode, of community: CommunityID, in reader: borrowing Reader
    ) async throws -> CaredLift {
        _ = try await communities.community(community, in: reader)
        guard let lift = try await lifts.lifts(of: community, in: reader).first(where: { $0.code == code }) else {
            throw LiftRefusal.liftUnknown(code)
        }
        let care = try await cares.care(of: [code], in: community, through: reader)[code]
        return CaredLift(lift: lift, care: care ?? .unknown)
    }

    func report(_ lift: CaredLift, _ circumstances: Circumstances) -> LiftReport {
        LiftReport(lift, pack: circumstances.pack, calendar: calendar, today: circumstances.today)
    }

    /// The newest change of a lift's maintainer, as it is published.
    func maintainerChanged(_ lift: CaredLift) throws -> MaintainerChanged {
        guard let change = lift.care.changes.last(where: { $0.kind == .maintainer }) else {
            preconditionFailure("a change of the maintainer was added")
        }
        let deadline = change.period.map { Deadline(of: $0, after: change.changedOn, calendar) }
        return MaintainerChanged(
            lift: lift.lift.code, maintainer: change.to, previous: change.from, changedOn: change.changedOn,
            markBy: deadline?.due)
    }

    /// Notes the changes of maintainers that an import brings, on the district's day, and publishes them.
    func note(_ plan: LiftPlan, in write: borrowing Write) async throws {
        let codes = plan.maintainersChanged
        guard !codes.isEmpty else { return }
        let circumstances = try await circumstances(of: write.community, in: write)
        let cares = try await cares.care(of: codes, in: write.community, through: write)
        var changed: [CaredLift] = []
        for lift in plan.news {
            guard let before = plan.known[lift.code], let care = cares[lift.code] else { continue }
            var cared = CaredLift(lift: lift, care: care)
            if cared.noteMaintainer(of: before, on: circumstances.today, circumstances.pack) { changed.append(cared) }
        }
        try await self.cares.save(changed, in: write)
        for lift in changed { try write.append(maintainerChanged(lift)) }
    }
}
