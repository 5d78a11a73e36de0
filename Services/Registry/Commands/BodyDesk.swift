import Model

/// What commands and queries about bodies begin with: the rules, the day, and who is on the roll.
struct BodyDesk: Sendable {
    let calendar: WorkCalendar
    let communities = CommunityStore()
    let owners = OwnerStore()
    let bodies = BodyStore()
    let electorates = ElectorateStore()
    let rules = RulesStore()
    let applications = ApplicationStore()
    let roles = SeatRoles()

    /// The circumstances of a request that names `people`; whether the `members` are on the roll matters besides.
    ///
    /// - Throws: `RegistryError.communityUnknown`, `.rulesMissing`, `.rollMissing`
    func circumstances<Reader: Reading & ~Copyable>(
        _ people: [Who], members: [MemberID], of community: CommunityID, in reader: borrowing Reader
    ) async throws -> BodyCircumstances {
        _ = try await communities.community(community, in: reader)
        guard let adopted = try await rules.current(of: community, in: reader) else { throw RegistryError.rulesMissing }
        var refs: [OwnerRef] = []
        var wanted = members.map { OwnerID($0.uuid) }
        for who in people {
            switch who {
            case .owner(let owner): wanted.append(owner)
            case .ownerRef(let ref): refs.append(ref)
            case .person: break
            }
        }
        let ids = try await owners.ids(of: refs, in: community, through: reader)
        return BodyCircumstances(
            today: try await electorates.today(in: reader),
            rules: BodyRules(
                pack: adopted.pack, calendar: calendar,
                electorate: try await electorates.electorate(of: community, in: reader)),
            adoption: adopted.adoption, ids: ids,
            onRoll: try await electorates.onRoll(wanted + ids.values, of: community, in: reader),
            firstAlike: try await electorates.firstAlike(wanted + ids.values, in: reader))
    }

    /// Warns of the end of a body's term, if it is near and nobody has yet.
    ///
    /// - Returns: the fact to publish.
    func warning(of body: inout Body, _ rules: BodyRules, on day: Day) throws(BodyRefusal) -> BodyEnding? {
        guard body.ending == nil, body.warnedOn == nil, let end = body.termEndsOn,
            let first = try rules.warnOn(body), first <= day
        else { return nil }
        body.warnedOn = day
        return BodyEnding(body: body.code, kind: body.kind, termEndsOn: end, warnedOn: day)
    }
}
