import EventLog
import Model

/// Records who manages a community from a day on (R-G-08).
struct SetManagementMode: Sendable {
    let log: EventLog
    let communities = CommunityStore()
    let modes = ManagementModeStore()
    let rules = RulesStore()
    let electorates = ElectorateStore()

    /// Stores the mode; the same one again changes nothing.
    ///
    /// One that begins on a day that has not come would keep every other one waiting for that day.
    ///
    /// - Throws: `RegistryError.communityUnknown`, `.communityMerged`, `.dayInFuture`, `.modeNotAfterLast`,
    ///   `.modeTooLong`, `.rulesMissing` for an emergency service, whose longest time the rule pack says; `.packIncomplete`,
    ///   `.yearNotLoaded`.
    func handle(_ mode: ManagementModeSet, community: CommunityID, claim: IdempotencyClaim?) async throws -> Answer {
        try await log.write(to: community, claim: claim) { write in
            _ = try await communities.open(community, in: write)
            let last = try await modes.modes(of: community, in: write).last
            if last == mode { return Answer(community: community, mode: mode.mode, changed: false) }
            let today = try await electorates.today(in: write)
            guard mode.since <= today else { throw RegistryError.dayInFuture(field: "since", today: today) }
            if let last, last.since >= mode.since { throw RegistryError.modeNotAfterLast(last.since) }
            if mode.mode == .emergency, let until = mode.until {
                guard let pack = try await rules.current(of: community, in: write)?.pack else {
                    throw RegistryError.rulesMissing
                }
                let longest = try Self.lastDay(of: mode, by: pack)
                guard until <= longest else { throw RegistryError.modeTooLong(longest) }
            }
            try await modes.save(mode, in: write)
            try write.append(mode)
            return Answer(community: community, mode: mode.mode, changed: true)
        }
    }

    private static func lastDay(of mode: ManagementModeSet, by pack: RulePack) throws -> Day {
        do {
            return try WorkCalendar.announced().lastDay(of: pack.period(.emergencyService), after: mode.since)
        } catch let error as YearNotLoaded {
            throw RegistryError.yearNotLoaded(error.year)
        } catch let error as InvalidValue {
            throw RegistryError.packIncomplete(error)
        }
    }

    struct Answer: Codable, Sendable {
        let community: CommunityID
        let mode: ManagementMode
        let changed: Bool
    }
}
