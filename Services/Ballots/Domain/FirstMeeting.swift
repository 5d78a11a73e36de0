import Model

/// What is said for the owners' first meeting to be called (R-E-13).
struct FirstMeeting: Sendable, Equatable {
    /// When the first unit was handed over to its owner.
    let firstDeliveredOn: Day?
    let request: Request?

    /// Who asked for the meeting.
    struct Request: Sendable, Equatable {
        let by: Party
        /// Of owners: how many they are by heads, and the area of their units.
        let owners: Int64?
        let area: Area?
        /// SHA-256 of the request.
        let evidence: Digest256

        enum Party: String, Codable, Sendable, CaseIterable { case owners, developer }
    }

    func faults(convener: Convener?, today: Day) -> [ProposalFault] {
        var faults: [ProposalFault] = []
        if convener != .preparatoryGroup { faults.append(ProposalFault("firstMeeting", .onlyFirstMeeting)) }
        if let firstDeliveredOn, firstDeliveredOn > today {
            faults.append(ProposalFault("firstMeeting.firstDeliveredOn", .dayAhead(today)))
        }
        if let owners = request?.owners, owners < 1 {
            faults.append(ProposalFault("firstMeeting.request.owners", .zero))
        }
        if let area = request?.area, area == .zero {
            faults.append(ProposalFault("firstMeeting.request.area", .zero))
        }
        if request?.by == .developer, request?.owners != nil || request?.area != nil {
            faults.append(ProposalFault("firstMeeting.request.by", .onlyOwners))
        }
        return faults
    }
}

/// How much of a community was handed over, by its roll: what is not the developer's any more.
struct Delivered: Sendable, Equatable {
    let whole: Weight
    let area: Area
}

/// What a rule pack asks for before the first meeting; a share or period of 0 is no condition.
struct FirstMeetingRules: Sendable, Equatable {
    let delivered: Ratio
    let years: Period
    /// So much must be delivered where it is the years that count.
    let yearsDelivered: Ratio
    let owners: Ratio
    let area: Ratio

    /// Nil where the pack says nothing of it, or sets no condition.
    init?(_ pack: RulePack) throws(LifecycleRefusal) {
        guard pack.parameters?[.firstMeetingDelivered] != nil else { return nil }
        func ratio(_ key: RuleKey) throws(LifecycleRefusal) -> Ratio {
            do { return try pack.ratio(key) } catch { throw .rulesLack(key) }
        }
        delivered = try ratio(.firstMeetingDelivered)
        do { years = try pack.period(.firstMeetingYears) } catch { throw .rulesLack(.firstMeetingYears) }
        yearsDelivered = try ratio(.firstMeetingYearsDelivered)
        owners = try ratio(.firstMeetingRequestOwners)
        area = try ratio(.firstMeetingRequestArea)
        if !asksDelivery, !asksRequest { return nil }
    }

    private var asksYears: Bool {
        switch years {
        case .days(let count), .months(let count), .years(let count), .workingDays(let count): count > 0
        }
    }

    private var asksDelivery: Bool { delivered.numerator > 0 || asksYears }
    private var asksRequest: Bool { owners.numerator > 0 || area.numerator > 0 }

    /// What is still missing of an occasion for the first meeting, in figures; empty where nothing is.
    func missing(
        _ meeting: FirstMeeting?, _ roll: Delivered, today: Day, calendar: WorkCalendar
    ) throws(LifecycleRefusal) -> [FirstMeetingGap] {
        var gaps: [FirstMeetingGap] = []
        if asksDelivery, try !isDelivered(meeting, roll, today: today, calendar: calendar) {
            if delivered.numerator > 0 {
                gaps.append(.delivered(roll.area, least: delivered.least(of: roll.whole.area)))
            }
            if asksYears {
                let first = meeting?.firstDeliveredOn
                var full: Day?
                if let first { full = try end(after: first, calendar) }
                gaps.append(
                    .years(
                        since: first, on: full,
                        least: yearsDelivered.numerator > 0 ? yearsDelivered.least(of: roll.whole.area) : nil))
            }
        }
        if asksRequest, !isRequested(meeting?.request, roll) {
            gaps.append(
                .request(
                    owners: owners.numerator > 0 ? owners.least(of: roll.whole.heads) : nil,
                    area: area.numerator > 0 ? area.least(of: roll.whole.area) : nil))
        }
        return gaps
    }

    private func isDelivered(
        _ meeting: FirstMeeting?, _ roll: Delivered, today: Day, calendar: WorkCalendar
    ) throws(LifecycleRefusal) -> Bool {
        if delivered.numerator > 0,
            delivered.isReached(by: roll.area.hundredths, of: roll.whole.area.hundredths, .atLeast)
        {
            return true
        }
        guard asksYears, let first = meeting?.firstDeliveredOn, try end(after: first, calendar) <= today else {
            return false
        }
        return yearsDelivered.isReached(by: roll.area.hundredths, of: roll.whole.area.hundredths, .atLeast)
    }

    private func isRequested(_ request: FirstMeeting.Request?, _ roll: Delivered) -> Bool {
        guard let request else { return false }
        if request.by == .developer { return true }
        if owners.numerator > 0, let count = request.owners,
            owners.isReached(by: count, of: roll.whole.heads, .atLeast)
        {
            return true
        }
        guard area.numerator > 0, let asked = request.area else { return false }
        return area.isReached(by: asked.hundredths, of: roll.whole.area.hundredths, .atLeast)
    }

    /// The day on which the years since the first delivery are full.
    private func end(after day: Day, _ calendar: WorkCalendar) throws(LifecycleRefusal) -> Day {
        switch years {
        case .days(let count): return day.advanced(by: count)
        case .months(let count): return day.advanced(byMonths: count)
        case .years(let count): return day.advanced(byMonths: count * 12)
        case .workingDays:
            do { return try calendar.lastDay(of: years, after: day) } catch { throw .yearNotLoaded(error.year) }
        }
    }
}

/// What a first meeting still lacks.
enum FirstMeetingGap: Sendable, Equatable {
    case delivered(Area, least: Area)
    /// The other way, by years; `on` is when they are full.
    case years(since: Day?, on: Day?, least: Area?)
    case request(owners: Int64?, area: Area?)
}

extension Ratio {
    /// The least whole number that reaches it.
    fileprivate func least(of whole: Int64) -> Int64 {
        // Both factors have 64 bits, so that the product fits; a ratio is at most 1, so that the result does.
        let (part, rest) = (Int128(whole) * Int128(numerator)).quotientAndRemainder(dividingBy: Int128(denominator))
        return Int64(clamping: part + (rest > 0 ? 1 : 0))
    }

    fileprivate func least(of whole: Area) -> Area { Area(hundredths: least(of: whole.hundredths)) }
}
