import Foundation
import Model

/// What the steps before a step have brought into being in its community.
struct StorySoFar {
    var assemblies: [AssemblyID: AssemblyCourse] = [:]
    var bodies: [BodyID: BodyCourse] = [:]
    var topics: Set<TopicCode> = []
    /// Rounds of nominations by their names.
    var rounds: [String: Round] = [:]
    /// Payments that were taken back.
    var reversed: Set<PaymentReference> = []
    /// Items of assemblies on which hands were counted.
    var counted: [AssemblyID: Set<ItemID>] = [:]
    /// Who manages the community, and from when on; nil until a step says so.
    var managed: (since: Day, manage: ScenarioScript.Manage)?

    struct Round {
        let body: BodyID
        let seats: Int64
        /// The last day on which somebody is nominated.
        let closesOn: Day
        /// By owner_ref, in the order in which they are nominated.
        var nominees: [String] = []
        /// How many support each joint nomination.
        var supporters: [String: Int64] = [:]
        /// Those who stand no longer.
        private(set) var withdrawn: Set<String> = []
        /// The codes of those on the list that is voted on; nil until it is posted.
        var list: [String]?
        var postedOn: Day?

        mutating func post(refusing refused: [String], on day: Day) {
            postedOn = day
            let accepted = nominees.indices.filter { stands(nominees[$0]) && !refused.contains(nominees[$0]) }
            list = accepted.map(Self.code)
        }

        /// A list that changes by it is posted anew.
        mutating func withdraw(_ nominee: String, on day: Day) {
            withdrawn.insert(nominee)
            guard let number = nominees.firstIndex(of: nominee), let place = list?.firstIndex(of: Self.code(number))
            else { return }
            list?.remove(at: place)
            postedOn = day
        }

        func stands(_ nominee: String) -> Bool { !withdrawn.contains(nominee) }

        /// Whether an election is by the list that was posted last.
        func isList(of contest: ScenarioScript.Contest) -> Bool {
            Set(contest.candidates.map(\.candidate.description)) == Set(list ?? [])
        }

        /// Who has the code; nil where nobody has.
        func nominee(called candidate: CandidateCode) -> String? {
            nominees.indices.first { Self.code($0) == candidate.description }.map { nominees[$0] }
        }

        /// They are called c01, c02 … in their order.
        private static func code(_ number: Int) -> String { number < 9 ? "c0\(number + 1)" : "c\(number + 1)" }
    }
}

/// Whether steps about ballots, their tables and `votes.csv` fit the story.
extension Scenario {
    /// Faults of the tables of a community's steps and of its votes, each with its file and line.
    func checkBallots(of book: ScenarioBook) throws {
        let community = book.facts.code
        let units = units(of: community)
        let known = Known(
            units: Set(units.map(\.code)),
            parking: book.facts.parkingCounts ? [] : Set(units.filter(\.isParking).map(\.code)),
            owners: owners(of: community),
            assemblies: assemblies(of: community), rules: book.rules, rollFile: book.folder + ScenarioBook.rollFile)
        let cast = votes.sorted { $0.key < $1.key }.flatMap { day, votes in votes.map { (day, $0) } }
        for (day, vote) in cast where vote.community == community {
            let assembly = known.assemblies[vote.assembly]
            let fault =
                assembly?.fault(of: vote, on: day)
                ?? known.fault(of: vote.item, of: vote.assembly, vote.unit, vote.choice)
                ?? assembly?.formFault(of: vote)
                ?? vote.holder.flatMap { known.owners.contains($0) ? nil : "\($0) is no owner_ref of the roll" }
            if let fault { throw vote.fault(fault) }
        }
        for step in script.steps where self.community(of: step) == community { try checkTables(of: step, known) }
        try checkPapers(of: book)
        try checkSecondVotes(of: book)
        try checkProxies(of: book)
    }

    /// What the steps of a community say of each assembly.
    private func assemblies(of community: CommunityID) -> [AssemblyID: Announced] {
        var assemblies: [AssemblyID: Announced] = [:]
        for step in script.steps where self.community(of: step) == community {
            if let convene = step.convene { assemblies[convene.code, default: Announced()].take(convene, on: step.day) }
            if let code = step.open {
                let opensOn = assemblies[code]?.opensOn ?? step.day
                assemblies[code, default: Announced()].opensOn = min(opensOn, step.day)
            }
            if let code = step.close {
                let closesOn = assemblies[code]?.closesOn ?? step.day
                assemblies[code, default: Announced()].closesOn = min(closesOn, step.day)
            }
        }
        return assemblies
    }

    /// An assembly as its steps have it, which thousands of ballots are held against.
    private struct Announced {
        private var form: AssemblyForm?
        /// Who votes; nil where all do.
        private var scope: Electorate?
        /// When the owners were told; nil where no step convenes it.
        private var noticeOn: Day?
        private(set) var items: [ItemID: ScenarioScript.Item] = [:]
        var opensOn: Day?
        var closesOn: Day?

        mutating func take(_ convene: ScenarioScript.Convene, on day: Day) {
            form = convene.form
            scope = convene.scope
            noticeOn = convene.noticeOn ?? day
            for item in convene.items { items[item.code] = item }
        }

        /// Votes come after the steps of their day; the voting itself ends by the clock, much later.
        func fault(of vote: ScenarioVote, on day: Day) -> String? {
            if let opensOn, day < opensOn { return "\(day) is before \(vote.assembly) opens, on \(opensOn)" }
            if let closesOn, day >= closesOn {
                return "\(day) is not before the close of \(vote.assembly), on \(closesOn)"
            }
            return nil
        }

        /// Why it takes no electronic votes at all; nil where it does.
        func formFault(of vote: ScenarioVote) -> String? {
            guard opensOn != nil else { return "no step opens \(vote.assembly)" }
            guard let form, !form.takesElectronicBallots else { return nil }
            return "\(vote.assembly) has the form \(form.rawValue), which takes no electronic votes"
        }

        func includes(_ unit: UnitCode) -> Bool { scope?.includes(unit) ?? true }

        /// Nobody votes on what the owners have not been told.
        func early(_ day: Day?) -> String? {
            guard let day, let noticeOn, day < noticeOn else { return nil }
            return "\(day) is before the day on which the owners were told, \(noticeOn)"
        }
    }

    /// What the rows of a community's tables are held against.
    private struct Known {
        let units: Set<UnitCode>
        /// Units of the roll that count in no assembly.
        let parking: Set<UnitCode>
        let owners: Set<String>
        let assemblies: [AssemblyID: Announced]
        let rules: RulePack
        let rollFile: String

        func fault(of unit: UnitCode) -> String? { units.contains(unit) ? nil : "\(unit) is not in \(rollFile)" }

        /// A ballot is for a unit that counts there.
        func fault(of unit: UnitCode, in assembly: AssemblyID) -> String? {
            if let fault = fault(of: unit) { return fault }
            guard !parking.contains(unit) else { return "\(unit) has no vote, since parking does not count" }
            guard assemblies[assembly]?.includes(unit) ?? true else {
                return "\(unit) has no vote on \(assembly), which is of a part of the community"
            }
            return nil
        }

        /// Whoever votes for others is an owner of the roll, or somebody with an id of their own.
        func fault(ofHolder holder: String?) -> String? {
            guard let holder, !owners.contains(holder), OwnerID(holder) == nil else { return nil }
            return "\(holder) is neither an owner_ref of the roll nor a UUID"
        }

        /// What is wrong with a ballot, but for the day on which it is cast.
        func fault(
            of item: ItemID, of assembly: AssemblyID, _ unit: UnitCode, _ choice: String?, onPaper: Bool = false
        ) -> String? {
            if let fault = fault(of: unit) { return fault }
            guard let found = assemblies[assembly]?.items[item] else {
                let items = assemblies[assembly].map { $0.items.keys.map(\.description).sorted() } ?? []
                let hint =
                    items.isEmpty
                    ? Spelling.hint(for: assembly.description, among: assemblies.keys.map(\.description).sorted())
                    : Spelling.hint(for: item.description, among: items)
                return "no step convenes \(assembly) with an item \(item)\(hint)"
            }
            return fault(of: unit, in: assembly) ?? choice.flatMap { found.fault(in: $0, by: rules, onPaper: onPaper) }
        }

        func early(_ day: Day?, for assembly: AssemblyID) -> String? { assemblies[assembly]?.early(day) }
    }

    private func checkTables(of step: ScenarioScript.Step, _ known: Known) throws {
        func check<Line>(
            _ file: String, _ lines: [Line]?, _ number: (Line) -> Int, _ fault: (Line) -> String?
        ) throws {
            for line in lines ?? [] {
                if let fault = fault(line) { throw ScenarioFault(file: file, reason: "line \(number(line)): \(fault)") }
            }
        }
        func late(_ day: Day?) -> String? {
            day.flatMap { $0 > step.day ? "\($0) is after the step's day, \(step.day)" : nil }
        }
        if let table = step.papers {
            try check(table.file, tables.papers[table.file], \.line) { paper in
                known.fault(of: paper.item, of: table.assembly, paper.unit, paper.choice, onPaper: true)
                    ?? known.fault(ofHolder: paper.holder) ?? late(paper.signedOn)
                    ?? known.early(paper.signedOn, for: table.assembly)
            }
        }
        if let table = step.official {
            try check(table.file, tables.official[table.file], \.line) { vote in
                known.fault(of: vote.item, of: table.assembly, vote.unit, vote.choice) ?? late(vote.votedAt.day)
                    ?? known.early(vote.votedAt.day, for: table.assembly)
            }
        }
        if let table = step.deliveries {
            try check(table.file, tables.deliveries[table.file], \.line) { delivery in
                known.fault(of: delivery.unit, in: table.assembly) ?? late(delivery.deliveredOn)
                    ?? known.early(delivery.deliveredOn, for: table.assembly)
            }
        }
        if let table = step.proxies {
            try check(table.file, tables.proxies[table.file], \.line) { proxy in
                known.fault(of: proxy.unit, in: table.assembly) ?? known.fault(ofHolder: proxy.holder)
                    ?? late(proxy.writtenOn)
            }
        }
        if let file = step.visits {
            try check(file, tables.visits[file], \.line) { known.fault(of: $0.unit) ?? late($0.visitedOn) }
        }
    }

    // MARK: - Steps

    /// What is wrong with a step about a ballot or a talk, as it goes on after the step's name; nil where nothing is.
    func fault(ofBallotStep step: ScenarioScript.Step, _ soFar: StorySoFar) -> String? {
        let community = community(of: step)
        if let consult = step.consult {
            if consult.kind.isDocument, consult.documents?.isEmpty != false {
                return ".consult.documents: an expert's opinion is a document"
            }
            if !consult.kind.isDocument, consult.parties?.isEmpty != false {
                return ".consult.parties: somebody must have come"
            }
        }
        if let object = step.object {
            if let item = object.item, self.item(item, of: object.assembly, in: community) == nil {
                return ".object.item: \(object.assembly) has no item \(item)"
            }
            guard units(of: community).contains(where: { $0.code == object.unit }) else {
                return ".object.unit: \(object.unit) is not on the roll"
            }
        }
        if let order = step.setAside, let item = order.item,
            self.item(item, of: order.assembly, in: community) == nil
        {
            return ".setAside.item: \(order.assembly) has no item \(item)"
        }
        if let topic = step.endVisits, !soFar.topics.contains(topic) {
            return ".endVisits: no step before it visits anybody about \(topic)"
        }
        return fault(ofNominations: step, soFar)
    }

    private func fault(ofNominations step: ScenarioScript.Step, _ soFar: StorySoFar) -> String? {
        if let round = step.nominations, soFar.rounds[round.round] != nil {
            return ".nominations.round: there is a round of this name already"
        }
        if let closesOn = step.nominations?.closesOn, closesOn < step.day {
            return ".nominations.closesOn: \(closesOn) is before the step's day, \(step.day)"
        }
        if let name = step.nominate?.round ?? step.screen?.round {
            guard let round = soFar.rounds[name] else { return ".round: no step before it opens the round \(name)" }
            guard (step.screen == nil) == (step.day <= round.closesOn) else {
                return ".day: owners are nominated in the round \(name) until \(round.closesOn), then screened"
            }
            if let fault = fault(ofNominees: step, in: round) { return fault }
        }
        if let screen = step.screen,
            let stranger = screen.refused?.first(where: {
                soFar.rounds[screen.round]?.nominees.contains($0) != true
            })
        {
            return ".screen.refused: no step before it nominates \(stranger) for \(screen.round)"
        }
        let owners = owners(of: community(of: step))
        let named = (step.nominate?.nominees ?? []).flatMap { [$0.ownerRef] + ($0.supporters ?? []) }
        return named.first { !owners.contains($0) }.map { ": \($0) is no owner_ref of the roll" }
    }

    /// What is wrong with whom a step nominates, or with what it leaves of the round's list.
    private func fault(ofNominees step: ScenarioScript.Step, in round: StorySoFar.Round) -> String? {
        if let screen = step.screen {
            guard round.list == nil else { return ".screen.round: the list of \(screen.round) is posted before" }
            if let gone = screen.refused?.first(where: { round.withdrawn.contains($0) }) {
                return ".screen.refused: \(gone) withdrew before"
            }
            guard round.nominees.contains(where: { round.stands($0) && screen.refused?.contains($0) != true }) else {
                return ".screen: leaves nobody on the list of \(screen.round)"
            }
        }
        var named = Set(round.nominees)
        for (index, nominee) in (step.nominate?.nominees ?? []).enumerated() {
            let place = ".nominate.nominees[\(index)]"
            guard named.insert(nominee.ownerRef).inserted else {
                return "\(place).ownerRef: \(nominee.ownerRef) is nominated before"
            }
            let supporters = nominee.supporters ?? []
            guard supporters.isEmpty || nominee.channel == .joint else {
                return "\(place).supporters: only a joint nomination has some"
            }
            guard Set(supporters + [nominee.ownerRef]).count > supporters.count else {
                return "\(place).supporters: must be other owners, each once"
            }
        }
        return nil
    }

    /// What a step adds to the story.
    func remember(_ step: ScenarioScript.Step, _ soFar: inout StorySoFar) throws {
        if let convene = step.convene {
            soFar.assemblies[convene.code] = AssemblyCourse(convene, on: step.day)
        }
        if let assembly = step.assembly {
            let rules = book(of: community(of: step)).rules
            try soFar.assemblies[assembly]?.take(step, by: rules)
        }
        if let seat = step.seat { soFar.takeOffice(seat, elected: electedSeats(of: seat, in: community(of: step))) }
        if let body = step.body { soFar.bodies[body]?.take(step) }
        if let end = step.end { soFar.bodies[end.body]?.isOver = true }
        if let handOver = step.handOver { soFar.bodies[handOver.body]?.isHandedOver = true }
        if let manage = step.manage { soFar.managed = (since: step.day, manage: manage) }
        if let hands = step.hands { soFar.counted[hands.assembly, default: []].insert(hands.item) }
        if let round = step.nominations {
            soFar.rounds[round.round] = StorySoFar.Round(
                body: round.body, seats: round.seats, closesOn: round.closesOn)
        }
        if let nominate = step.nominate {
            soFar.rounds[nominate.round]?.nominees += nominate.nominees.map(\.ownerRef)
            for nominee in nominate.nominees where nominee.channel == .joint {
                soFar.rounds[nominate.round]?.supporters[nominee.ownerRef] = Int64(nominee.supporters?.count ?? 0)
            }
        }
        if let screen = step.screen {
            soFar.rounds[screen.round]?.post(refusing: screen.refused ?? [], on: step.day)
        }
        if let withdrawal = step.withdrawNominee {
            soFar.rounds[withdrawal.round]?.withdraw(withdrawal.ownerRef, on: step.day)
        }
        if let reverse = step.reverse { soFar.reversed.insert(reverse.reference) }
        if let file = step.visits { soFar.topics.formUnion((tables.visits[file] ?? []).map(\.topic)) }
    }
}

extension ScenarioScript.Item {
    /// What is wrong with a ballot's choice; nil where the item offers it by the community's rules.
    ///
    /// `onPaper` says whether it may tick more candidates than there are seats, which makes a paper invalid (R-E-09).
    func fault(in choice: String, by rules: RulePack, onPaper: Bool) -> String? {
        let words = (form ?? .resolution).words.filter { $0 != "follow" || rules.asksFollow }
        if words.contains(choice) { return nil }
        guard let election else {
            let offered = words.isEmpty ? "hands are counted, and nobody votes" : words.joined(separator: ", ")
            return "\(choice) is no choice of item \(code): \(offered)"
        }
        let known = Set(election.candidates.map(\.candidate.description))
        let ticked = choice.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
        if let stranger = ticked.first(where: { !known.contains($0) }) {
            return "\(stranger) is no candidate of item \(code)\(Spelling.hint(for: stranger, among: known.sorted()))"
        }
        guard Set(ticked).count == ticked.count else { return "\(choice) names a candidate twice" }
        guard onPaper || ticked.count <= election.seats else {
            return "\(choice) names \(ticked.count) candidates for \(English.counted(election.seats, "seat"))"
        }
        return nil
    }
}
