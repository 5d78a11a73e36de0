import Model

/// What a community's rules ask of its bodies (docs/rules.md).
struct BodyRules: Sendable {
    let pack: RulePack
    let calendar: WorkCalendar
    let electorate: Electorate

    /// The figures of a community that rules on bodies depend on.
    struct Electorate: Sendable, Equatable {
        /// Dwellings; where there are none, the units that count.
        let households: Int64
        let area: Area
        let heads: Int64
    }

    // MARK: - Values

    func count(_ key: RuleKey) throws(BodyRefusal) -> Int64 {
        do { return try pack.count(key) } catch { throw .ruleMissing(error) }
    }

    func ratio(_ key: RuleKey) throws(BodyRefusal) -> Ratio {
        do { return try pack.ratio(key) } catch { throw .ruleMissing(error) }
    }

    func period(_ key: RuleKey) throws(BodyRefusal) -> Period {
        do { return try pack.period(key) } catch { throw .ruleMissing(error) }
    }

    func flag(_ key: RuleKey) throws(BodyRefusal) -> Bool {
        do { return try pack.flag(key) } catch { throw .ruleMissing(error) }
    }

    func word(_ key: RuleKey) throws(BodyRefusal) -> String {
        do { return try pack.word(key) } catch { throw .ruleMissing(error) }
    }

    // MARK: - Sizes

    /// Where the least number of members of an owners' committee stands: small communities have their own (R-B-02).
    func leastSizeKey(of kind: BodyKind) throws(BodyRefusal) -> RuleKey? {
        switch kind {
        case .propertyManagementCommittee: return .pmcSizeLeast
        case .preparatoryGroup, .jointBody: return nil
        case .ownersCommittee:
            // A million square metres times a hundred fits.
            let smallArea = Area(hundredths: try count(.committeeSmallArea) * 100)
            let fewHouseholds = try count(.committeeSmallHouseholds)
            // Nought is no number of households: the rules then go by the area alone.
            let hasFew = electorate.households > 0 && electorate.households <= fewHouseholds
            return hasFew || electorate.area <= smallArea ? .committeeSizeSmall : .committeeSizeLeast
        }
    }

    /// Whether so many members are enough for an owners' committee of so many seats to act (R-E-06, R-E-08).
    func isEnough(_ members: Int64, of seats: Int64) throws(BodyRefusal) -> Bool {
        guard let key = try leastSizeKey(of: .ownersCommittee), members >= (try count(key)) else { return false }
        return try isShareReached(by: members, of: seats)
    }

    /// The limit that so few members miss, with the rule's key; nil where they are enough.
    func missedLimit(_ members: Int64, of seats: Int64) throws(BodyRefusal) -> Phrase? {
        if let key = try leastSizeKey(of: .ownersCommittee) {
            let least = try count(key)
            if members < least {
                return Phrase(
                    zh: "\(members) 人在任，应不少于 \(least) 人（\(key.rawValue)）",
                    en: "\(members) serve, and \(key.rawValue) asks for \(least)")
            }
        }
        if try isShareReached(by: members, of: seats) { return nil }
        let share = try ratio(.committeeRemaining)
        let isInclusive = try word(.committeeRemainingComparison) == "atLeast"
        return Phrase(
            zh: "\(seats) 席中 \(members) 人在任，应\(isInclusive ? "不少于" : "多于") \(share)（committeeRemaining）",
            en: "\(members) of \(seats) serve, and committeeRemaining asks for "
                + "\(isInclusive ? "at least" : "more than") \(share)")
    }

    func isShareReached(by members: Int64, of seats: Int64) throws(BodyRefusal) -> Bool {
        let comparison: Ratio.Comparison = try word(.committeeRemainingComparison) == "atLeast" ? .atLeast : .moreThan
        return try ratio(.committeeRemaining).isReached(by: members, of: seats, comparison)
    }

    // MARK: - Terms

    /// The last day of the longest term that a body seated on that day may have; nil: no rule.
    func longestTerm(of kind: BodyKind, from day: Day) throws(BodyRefusal) -> Day? {
        switch kind {
        case .ownersCommittee: try termEnd(.committeeTerm, after: day)
        case .propertyManagementCommittee: try termEnd(.pmcTerm, after: day)
        case .preparatoryGroup: try lastDay(.preparatoryDuration, after: day)
        case .jointBody: nil
        }
    }

    func termEnd(_ key: RuleKey, after day: Day) throws(BodyRefusal) -> Day {
        let length = try period(key)
        do { return try calendar.termEnd(of: length, after: day) } catch { throw .yearNotLoaded(error) }
    }

    /// The first meeting is due by the last day of a preparatory group, which therefore is a worked one (R-E-12).
    private func lastDay(_ key: RuleKey, after day: Day) throws(BodyRefusal) -> Day {
        let length = try period(key)
        do { return try calendar.lastDay(of: length, after: day) } catch { throw .yearNotLoaded(error) }
    }

    /// The day from which the end of the term is warned of (R-B-10); nil where there is no such rule.
    func warnOn(_ body: Body) throws(BodyRefusal) -> Day? {
        let key: RuleKey
        switch body.kind {
        case .ownersCommittee: key = .committeeTermNotice
        case .propertyManagementCommittee: key = .pmcTermNotice
        case .preparatoryGroup, .jointBody: return nil
        }
        guard let end = body.termEndsOn else { return nil }
        let notice = try period(key)
        do { return max(body.seatedOn, try calendar.day(notice, before: end)) } catch { throw .yearNotLoaded(error) }
    }

    /// How long a body of that kind has for its hand-over (R-B-11); nil where there is no such rule.
    func handOver(of kind: BodyKind) throws(BodyRefusal) -> Period? {
        switch kind {
        case .ownersCommittee: try period(.committeeHandOver)
        case .propertyManagementCommittee: try period(.pmcHandOver)
        case .preparatoryGroup, .jointBody: nil
        }
    }

    // MARK: - Vacancies

    /// What has to be done about a body's vacant seats (R-E-07, R-E-08).
    func step(for body: Body) throws(BodyRefusal) -> VacancyStep {
        guard !body.vacantSeats.isEmpty else { return .none }
        if !body.standing.isEmpty { return .fillFromAlternates }
        guard body.kind == .ownersCommittee else { return .nameAnother }
        if try isEnough(Int64(body.serving.count), of: body.seats) { return .byElection }
        switch try word(.committeeShortage) {
        case "streetOrganises": return .streetOrganises
        case "earlyChangeOver": return .earlyChangeOver
        default: return .newElection
        }
    }
}

extension BodyRules.Electorate {
    /// For rules that depend on no figures.
    static let none = Self(households: 0, area: .zero, heads: 0)
}
