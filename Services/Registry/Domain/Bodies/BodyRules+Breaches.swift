import Model

extension BodyRules {
    /// Everything in which a body that is to take office differs from the rules.
    func breaches(of body: Body) throws(BodyRefusal) -> [RuleBreach] {
        switch body.kind {
        case .ownersCommittee: try committeeBreaches(body)
        case .propertyManagementCommittee: try managementBreaches(body)
        case .preparatoryGroup:
            try odd(body, .preparatorySizeOdd) + ownersShare(body, .preparatoryOwnersShare)
                + chair(body, .preparatoryChair) + longest(body, .preparatoryDuration)
        case .jointBody: []
        }
    }

    private func committeeBreaches(_ body: Body) throws(BodyRefusal) -> [RuleBreach] {
        var breaches = try least(body) + most(body, .committeeSizeMost) + odd(body, .committeeSizeOdd)
        if body.origin != .elected, let rule = pack.approval[.committeeElection] {
            breaches.append(
                Self.breach(
                    "approval.committeeElection", "origin", source: rule.source, grade: rule.grade,
                    zh: "业主委员会由业主选举产生", en: "an owners' committee is elected by the owners"))
        }
        let members = Int64(body.serving.count)
        if members < body.seats, try !isShareReached(by: members, of: body.seats) {
            breaches.append(
                try breach(
                    .committeeRemaining, "members", zh: "\(members) 人，不足应有 \(body.seats) 人的规定比例",
                    en: "\(members) of \(English.counted(body.seats, "member")) are too few for the committee to be "
                        + "constituted"))
        }
        let alternates = Int64(body.alternates.count)
        let share = try ratio(.alternatesShare)
        if share.isReached(by: alternates, of: body.seats, .moreThan) {
            breaches.append(
                try breach(
                    .alternatesShare, "alternates", zh: "候补 \(alternates) 人，超过委员人数的 \(share)",
                    en: "\(English.counted(alternates, "alternate")) are more than \(share) of \(body.seats)"))
        }
        breaches += try longest(body, .committeeTerm)
        if let end = body.termEndsOn, end < (try termEnd(.committeeTermLeast, after: body.seatedOn)) {
            let shortest = try period(.committeeTermLeast)
            breaches.append(
                try breach(
                    .committeeTermLeast, "termEndsOn", zh: "任期短于 \(Self.zh(shortest))",
                    en: "the term is shorter than \(Self.en(shortest))"))
        }
        return breaches
    }

    private func managementBreaches(_ body: Body) throws(BodyRefusal) -> [RuleBreach] {
        var breaches =
            try least(body) + most(body, .pmcSizeMost) + odd(body, .pmcSizeOdd) + ownersShare(body, .pmcOwnersShare)
            + chair(body, .pmcChair) + longest(body, .pmcTerm)
        if let applicants = body.applicants { breaches += try self.applicants(applicants) }
        if let postedOn = body.listPostedOn { breaches += try posting(of: body, since: postedOn) }
        return breaches
    }

    /// Whether enough owners apply for a property management committee.
    func applicants(_ applicants: Int64) throws(BodyRefusal) -> [RuleBreach] {
        let share = try ratio(.pmcApplication)
        guard !share.isReached(by: applicants, of: electorate.heads, .atLeast) else { return [] }
        return [
            try breach(
                .pmcApplication, "applicants", zh: "\(applicants) 人申请，不足业主 \(electorate.heads) 人的 \(share)",
                en: "\(applicants) of \(electorate.heads) owners are less than \(share)")
        ]
    }

    /// Whether the street was in time after an application; a day that cannot be known yet is not held against it.
    func lateness(of body: Body, after application: BodyApplication) throws(BodyRefusal) -> [RuleBreach] {
        guard let due = application.deadline(calendar).due, body.seatedOn > due else { return [] }
        return [
            try breach(
                .pmcFormation, "seatedOn", zh: "\(application.appliedOn) 申请，应在 \(due) 以前组建",
                en: "applied for on \(application.appliedOn), it had to be formed by \(due)")
        ]
    }

    /// Whether the list of members was posted long enough before they took office: for full days (R-X-10).
    private func posting(of body: Body, since day: Day) throws(BodyRefusal) -> [RuleBreach] {
        let length = try period(.pmcListPosted)
        let last: Day
        do { last = try calendar.lastDay(of: length, after: day) } catch { throw .yearNotLoaded(error) }
        guard body.seatedOn <= last else { return [] }
        return [
            try breach(
                .pmcListPosted, "listPostedOn", zh: "名单自 \(day) 起公示，应公示至 \(last)",
                en: "posted on \(day), the list has to stay until \(last) before they take office")
        ]
    }

    // MARK: - Single rules

    private func least(_ body: Body) throws(BodyRefusal) -> [RuleBreach] {
        guard let key = try leastSizeKey(of: body.kind) else { return [] }
        let least = try count(key)
        let members = Int64(body.serving.count)
        // A body that has too few seats has too few members too, and is told so once.
        guard members < least else { return [] }
        return [
            try breach(
                key, body.seats < least ? "seats" : "members", zh: "\(members) 人，应不少于 \(least) 人",
                en: "\(English.counted(members, "member")) are less than \(least)")
        ]
    }

    private func most(_ body: Body, _ key: RuleKey) throws(BodyRefusal) -> [RuleBreach] {
        let most = try count(key)
        guard body.seats > most else { return [] }
        return [
            try breach(
                key, "seats", zh: "\(body.seats) 人，应不多于 \(most) 人",
                en: "\(English.counted(body.seats, "seat")) are more than \(most)")
        ]
    }

    private func odd(_ body: Body, _ key: RuleKey) throws(BodyRefusal) -> [RuleBreach] {
        guard try flag(key), body.seats.isMultiple(of: 2) else { return [] }
        return [
            try breach(key, "seats", zh: "\(body.seats) 人，应为单数", en: "\(body.seats) seats are not an odd number")
        ]
    }

    private func ownersShare(_ body: Body, _ key: RuleKey) throws(BodyRefusal) -> [RuleBreach] {
        let share = try ratio(key)
        let members = Int64(body.serving.count)
        guard !share.isReached(by: body.owners, of: members, .atLeast) else { return [] }
        return [
            try breach(
                key, "members", zh: "业主代表 \(body.owners) 人，少于成员 \(members) 人的 \(share)",
                en: "\(English.counted(body.owners, "owner")) of \(English.counted(members, "member")) are less than "
                    + "\(share)")
        ]
    }

    /// Whose representative presides, if anybody does yet (R-B-04).
    func chair(_ body: Body, _ key: RuleKey) throws(BodyRefusal) -> [RuleBreach] {
        let wanted = try word(key)
        guard wanted != "any", let chair = body.serving.first(where: { $0.office == .chair }),
            chair.represents.rawValue != wanted
        else { return [] }
        let isStreet = wanted == Represents.street.rawValue
        return [
            try breach(
                key, "members", zh: "应由\(isStreet ? "街道代表" : "居民委员会代表")主持",
                en: "the chair must be the representative of the \(isStreet ? "street" : "residents' committee")")
        ]
    }

    private func longest(_ body: Body, _ key: RuleKey) throws(BodyRefusal) -> [RuleBreach] {
        guard let longest = try longestTerm(of: body.kind, from: body.seatedOn), let end = body.termEndsOn,
            end > longest
        else { return [] }
        let period = try period(key)
        return [
            try breach(
                key, "termEndsOn", zh: "任期超过 \(Self.zh(period))，最晚至 \(longest)",
                en: "the term is longer than \(Self.en(period)), which end on \(longest)")
        ]
    }

    // MARK: - Words

    private func breach(_ key: RuleKey, _ field: String, zh: String, en: String) throws(BodyRefusal) -> RuleBreach {
        do throws(InvalidValue) {
            let rule = try pack.parameter(key)
            return Self.breach(
                "parameters.\(key.rawValue)", field, source: rule.source, grade: rule.grade, zh: zh, en: en)
        } catch {
            throw .ruleMissing(error)
        }
    }

    /// Only what was read in a legal text or a copy of one is called law (docs/rules.md).
    private static func breach(
        _ rule: String, _ field: String, source: String, grade: RulePack.EvidenceGrade, zh: String, en: String
    ) -> RuleBreach {
        let isLaw = grade == .primary || grade == .secondary
        return RuleBreach(
            rule: rule, field: field, zh: "\(zh)（\(isLaw ? "依据" : "默认规则")：\(source)）",
            en: "\(en) (\(isLaw ? "source" : "by default"): \(source))")
    }

    private static func zh(_ period: Period) -> String {
        switch period {
        case .days(let count): "\(count) 日"
        case .workingDays(let count): "\(count) 个工作日"
        case .months(let count): "\(count) 个月"
        case .years(let count): "\(count) 年"
        }
    }

    private static func en(_ period: Period) -> String {
        switch period {
        case .days(let count): English.counted(count, "day")
        case .workingDays(let count): English.counted(count, "working day")
        case .months(let count): English.counted(count, "month")
        case .years(let count): English.counted(count, "year")
        }
    }
}
