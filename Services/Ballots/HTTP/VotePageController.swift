import EventLog
import FoundationEssentials
import HTTPTypes
import Model
import Pages
import ServiceRuntime

/// Voting on a page: choose, confirm, receipt.
///
/// The forms do what `POST …/votes` does, for whom it does, and refuse as it does.
///
/// They work without a script.
struct VotePageController: Sendable {
    let desk: BallotPageDesk
    let own: OwnBallots.Query
    let receipts: ReceiptLookup
    let log: EventLog
    let lane: BatchLane<CastVotes>

    var routes: [Route] {
        [
            Route(
                .get, BallotPath.Route.mine, roles: .anyone, query: [BallotPageDesk.language, BallotPageDesk.unit],
                answer: .page, summary: "What an owner votes on; after the close, how their units were counted", mine),
            Route(
                .post, BallotPath.Route.confirm, roles: .anyone, query: [BallotPageDesk.language],
                request: BallotPageDesk.form, answer: .page, summary: "Shows a choice once more, and changes nothing",
                bodyLimit: BallotPageDesk.formLimit, confirm),
            Route(
                .post, BallotPath.Route.vote, roles: .anyone, query: [BallotPageDesk.language],
                request: BallotPageDesk.form, answer: .page, summary: "Votes by a form, and leads to the receipt",
                bodyLimit: BallotPageDesk.formLimit, vote),
        ]
    }

    // MARK: - Handlers

    private func mine(_ request: APIRequest) async throws -> APIReply {
        let (community, id) = try request.assembly
        let home = BallotPath.assembly(id, of: community)
        let unit = try request.query("unit", as: UnitCode.self)
        let path = BallotPath.mine(id, of: community, unit: unit)
        return try await desk.answer(request, home: home, again: path) { visit in
            let paper = try await desk.papers(id, of: community)
            let isCounted = paper.assembly.state.name.isCounted
            let (person, ballots) = try await owner(request, of: paper, needsFreshSignIn: !isCounted)
            // Without the way up, which stands at the end: at 200 % it would push what is asked off a phone's screen.
            let head = PageHead(title: paper.assembly.title, path: path)
            guard isCounted else {
                try Self.admitBallots(on: paper)
                let view = MineView(ballots, of: paper, unit: unit, wording: visit.wording)
                return visit.page("mine", view, head: head)
            }
            var counted: [([UnitCode], ReceiptLookup.Counted)] = []
            for own in ballots.heads {
                let result = try await receipts.counted(
                    own.units[0], and: Array(own.units.dropFirst()), for: person.owners, in: id, of: community)
                counted.append((own.units, result))
            }
            return visit.page("counted", CountedView(counted, of: paper, wording: visit.wording), head: head)
        }
    }

    private func confirm(_ request: APIRequest) async throws -> APIReply {
        try await filled(request) { form, visit, community, id in
            let paper = try await desk.papers(id, of: community)
            let (_, own) = try await owner(request, of: paper)
            try Self.admitBallots(on: paper)
            let ballot = try Ballot(form, on: paper, wording: visit.wording)
            guard let head = own.heads.first(where: { $0.units.contains(ballot.unit) }) else {
                throw BallotsError.notYourUnit(ballot.unit)
            }
            let vote = head.votes[ballot.item.item]
            try vote?.check(changeTo: ballot.chosen.choice, in: paper.detail.stored)
            let page = BallotPath.assembly(id, of: community)
            let view = ConfirmView(
                title: paper.assembly.title, question: ballot.item.title, units: head.units.map(\.description),
                before: vote?.changeable.map { visit.wording.choice($0, on: ballot.item.item, of: paper) },
                choice: ballot.chosen.answer.label,
                isFinal: !paper.detail.stored.allowsChange, item: ballot.item.item.description,
                unit: ballot.unit.description, value: ballot.chosen.answer.value,
                key: UUID.version7(at: WallClock.now()).uuidString.lowercased(), vote: "\(page)/vote",
                back: BallotPath.mine(id, of: community))
            // The language switch leads back to the question, because a form cannot be asked for again.
            let path = BallotPath.mine(id, of: community)
            return visit.page("confirm", view, head: PageHead(title: paper.assembly.title, path: path))
        }
    }

    private func vote(_ request: APIRequest) async throws -> APIReply {
        try await filled(request) { form, visit, community, id in
            let paper = try await desk.papers(id, of: community)
            let (person, _) = try await owner(request, of: paper)
            let ballot = try Ballot(form, on: paper, wording: visit.wording)
            let vote = CastVote(
                assembly: id, item: ballot.item.item, unit: ballot.unit, choice: ballot.chosen.choice,
                voter: person.owners[0], otherIDs: person.otherOwners, mayHoldProxies: false,
                receipt: ReceiptID(UUID.version7(at: WallClock.now())))
            let receipt = try await log.submit(
                vote, to: community, claim: ballot.claim(of: person.owners[0], in: id, of: community), in: lane)
            let address = BallotPath.receipt(receipt.receipt, id, of: community)
            return .seeOther("\(address)&new=true")
        }
    }

    // MARK: - Pieces

    /// What a form says.
    private struct Ballot {
        let item: AgendaItem
        let unit: UnitCode
        let chosen: ItemQuestion.Chosen
        /// The name of this vote: a form that is sent twice votes once.
        let key: ReceiptID?

        init(_ form: FormBody, on paper: AssemblyPaper, wording: Wording) throws {
            let named: ItemID = try Self.value("item", of: form)
            guard let item = paper.assembly.items.first(where: { $0.item == named }) else {
                throw BallotsError.unknownItem(named)
            }
            self.item = item
            unit = try Self.value("unit", of: form)
            chosen = try ItemQuestion(item, on: paper, wording: wording).chosen { form[$0] }
            key = try form["key"] == nil ? nil : Self.value("key", of: form)
        }

        private static func value<Value: TextValue>(_ name: String, of form: FormBody) throws -> Value {
            do {
                return try Value(parsing: form[name] ?? "")
            } catch {
                throw Problem.invalid(name, error.phrase)
            }
        }

        /// Somebody may own in two communities, whose assemblies and units may be called the same.
        func claim(of owner: OwnerID, in id: AssemblyID, of community: CommunityID) -> IdempotencyClaim? {
            key.map { key in
                IdempotencyClaim(
                    principal: owner.description, route: "POST \(BallotPath.assembly(id, of: community))/vote",
                    key: key.description,
                    requestHash: Digest256(of: Array("\(item.item) \(unit) \(chosen.answer.value)".utf8)))
            }
        }
    }

    private func filled(
        _ request: APIRequest,
        _ handle: (FormBody, BallotVisit, CommunityID, AssemblyID) async throws -> APIReply
    ) async throws -> APIReply {
        let (community, id) = try request.assembly
        let mine = BallotPath.mine(id, of: community)
        let receipt = { BallotPath.receipt($0, id, of: community) }
        return try await desk.answer(request, home: mine, receipt: receipt) { visit in
            try request.requireOwnSite()
            return try await handle(try FormBody(request), visit, community, id)
        }
    }

    /// - Throws: `BallotsError`, as a vote would be refused.
    private static func admitBallots(on paper: AssemblyPaper) throws(BallotsError) {
        _ = try paper.assembly.admitBallots(at: paper.detail.stored.readAt)
        guard paper.assembly.terms.takesElectronicBallots else { throw .onPaperOnly }
    }

    /// An owner of today, or of the frozen roll.
    ///
    /// Who has sold since the opening votes all the same (R-C-15).
    ///
    /// - Throws: `Problem` 401, 403
    private func owner(
        _ request: APIRequest, of paper: AssemblyPaper, needsFreshSignIn: Bool = true
    ) async throws -> (person: Person, ballots: OwnBallots) {
        let caller = try await desk.door.admit(request)
        let ballots = try await own(of: caller.person.owners, in: paper.detail.stored)
        guard !caller.person.owners.isEmpty, !ballots.heads.isEmpty || caller.has(.owner, in: paper.community) else {
            throw Problem.roleRequired
        }
        if needsFreshSignIn { try desk.door.checkFresh(caller) }
        return (caller.person, ballots)
    }
}
