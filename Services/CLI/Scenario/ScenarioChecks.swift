import Foundation
import Model

/// Finds what names nothing before a day is played; what the services have to judge is left to them.
extension Scenario {
    func checkReferences() throws {
        var soFar: [CommunityID: StorySoFar] = [:]
        let steps = played
        for (index, number) in order.enumerated() {
            let step = steps[index]
            let community = community(of: step)
            do {
                try check(step, soFar[community] ?? StorySoFar())
                let before = steps[..<index]
                let fault =
                    self.fault(ofMerger: step, after: before) ?? self.fault(ofStepInPart: step, after: before)
                    ?? self.fault(ofResult: step, after: before)
                    ?? self.fault(ofVoter: step, after: before)
                    ?? self.fault(ofWithdrawal: step, soFar[community] ?? StorySoFar(), after: before)
                    ?? self.fault(ofOwners: step, soFar[community] ?? StorySoFar(), after: before)
                if let fault { throw ScenarioFault(file: "", reason: fault) }
            } catch let fault as ScenarioFault where fault.file.isEmpty {
                throw ScenarioFault(file: "scenario.yaml", reason: place(ofStep: number) + fault.reason)
            }
            try remember(step, &soFar[community, default: StorySoFar()])
            for part in step.merge?.from ?? [] { soFar[part.community]?.endBodies() }
        }
        // A step that merges or convenes wrongly would show in every row that rests on it.
        try checkMoney()
        for book in books { try checkBallots(of: book) }
        // Who signs is counted from rows that are right by now.
        try checkApplications()
    }

    /// A table that nothing reads is a table with a misspelt name.
    func checkFiles() throws {
        let named = Set(script.steps.flatMap(\.files))
        let own: Set<String> = [ScenarioPayment.file]
        for book in books where book.folder.isEmpty || Self.isFolder(book.folder, in: directory) {
            let folder = URL(filePath: book.folder.isEmpty ? "." : book.folder, relativeTo: directory)
            let known = ScenarioBook.folderFiles.union(book.folder.isEmpty ? own : []).sorted()
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            for name in names
            where name.lowercased().hasSuffix(".csv") && !known.contains(name) && !named.contains(book.folder + name) {
                let missing = Spelling.nearest(to: name, among: known.filter { !names.contains($0) })
                let remedy =
                    missing.map { "is \($0) meant?" }
                    ?? "a step has to name it, unless it is called \(known.joined(separator: ", "))"
                throw ScenarioFault(file: book.folder + name, reason: "is read by nothing; \(remedy)")
            }
        }
    }

    // MARK: - Steps

    /// - Throws: `ScenarioFault` without a file, whose reason goes on after the step.
    private func check(_ step: ScenarioScript.Step, _ soFar: StorySoFar) throws {
        func wrong(_ reason: String) -> ScenarioFault { ScenarioFault(file: "", reason: reason) }
        let community = community(of: step)
        if let named = step.assembly ?? step.convene?.revoteOf, soFar.assemblies[named] == nil {
            let convened = script.steps.filter { self.community(of: $0) == community }.compactMap(\.convene?.code)
            let hint = Spelling.hint(for: named.description, among: convened.map(\.description))
            throw wrong(
                convened.contains(named) ? ": \(named) is convened only later" : ": no step convenes \(named)\(hint)")
        }
        if let fault = try fault(ofConvening: step, soFar) { throw wrong(fault) }
        if let fault = try fault(ofCourse: step, soFar) ?? fault(ofPosting: step, soFar) { throw wrong(fault) }
        if let hands = step.hands {
            let form = item(hands.item, of: hands.assembly, in: community)?.form
            guard form == .showOfHands else {
                throw wrong(".hands.item: \(hands.item) is no item of the form showOfHands")
            }
            if soFar.counted[hands.assembly]?.contains(hands.item) ?? false {
                throw wrong(".hands.item: the hands on item \(hands.item) of \(hands.assembly) are counted before")
            }
            if let fault = fault(ofCounts: hands, in: community) { throw wrong(".hands\(fault)") }
        }
        if let fault = fault(ofChange: step, soFar) { throw wrong(fault) }
        if let body = step.body, soFar.bodies[body] == nil {
            let hint = Spelling.hint(for: body.description, among: soFar.bodies.keys.map(\.description).sorted())
            throw wrong(": no step before it seats \(body)\(hint)")
        }
        if let fault = fault(ofBallotStep: step, soFar) { throw wrong(fault) }
        if let apply = step.apply {
            guard (apply.applicants == nil) != (apply.petition == nil) else {
                throw wrong(".apply needs either `applicants` or `petition`")
            }
        }
        if let petition = step.apply?.petition {
            let form = item(petition.item, of: petition.assembly, in: community)?.form
            guard form == .petition else { throw wrong(".apply.petition: no step convenes such a petition") }
        }
        if let fault = fault(ofBody: step, soFar) { throw wrong(fault) }
        if let fault = try fault(ofSupport: step, soFar) ?? fault(ofManaging: step, soFar) { throw wrong(fault) }
        if let fault = try fault(ofSeats: step) ?? fault(ofChair: step, soFar) ?? fault(ofUnknownYear: step) {
            throw wrong(fault)
        }
    }

    /// Nobody raises fewer hands than none, and all owners together no more than there are heads.
    private func fault(ofCounts hands: ScenarioScript.Hands, in community: CommunityID) -> String? {
        let counts = [("inFavour", hands.inFavour), ("against", hands.against), ("abstained", hands.abstained)]
        if let (member, _) = counts.first(where: { $0.1 < 0 }) { return ".\(member): is less than zero" }
        // Those whose units do not count are among them: there are at most so many.
        let heads = Int64(Set(owners(of: community, in: hands.assembly).values.map { Set($0) }).count)
        guard counts.allSatisfy({ $0.1 <= heads }), counts.reduce(0, { $0 + $1.1 }) <= heads else {
            return ": counts more hands than the \(English.counted(heads, "head")) of the roll"
        }
        return nil
    }

    /// What is wrong with whom a unit's owners choose to vote for it, as it goes on after the step's place; nil where
    /// nothing is.
    private func fault(
        ofVoter step: ScenarioScript.Step, after steps: ArraySlice<ScenarioScript.Step>
    ) -> String? {
        guard let choice = step.chooseVoter else { return nil }
        guard let owners = owners(of: community(of: step), after: steps)[choice.unit] else {
            return ".chooseVoter.unit: \(choice.unit) is not on the roll by then"
        }
        guard !owners.contains(choice.ownerRef) else { return nil }
        let hint = Spelling.hint(for: choice.ownerRef, among: owners.sorted())
        return ".chooseVoter.ownerRef: \(choice.ownerRef) is no owner of \(choice.unit) by then\(hint)"
    }

    /// What is wrong with a step that takes something back or changes hands; nil where nothing is.
    private func fault(ofChange step: ScenarioScript.Step, _ soFar: StorySoFar) -> String? {
        let community = community(of: step)
        if let table = step.transfer {
            let units = Set(units(of: community).map(\.code))
            let stranger = tables.transfers[table]?.first { !units.contains($0.code) }
            if let stranger { return ".transfer: \(stranger.code) of \(table) is not on the roll" }
        }
        guard let reverse = step.reverse else { return nil }
        guard community == script.community.code else { return ".reverse: payments are the story's own community's" }
        // A day's payments come after its steps.
        let isPaid = payments.contains { day, rows in
            day < step.day && rows.contains { $0.reference == reverse.reference }
        }
        guard isPaid else { return ".reverse.reference: nothing is paid as \(reverse.reference) on a day before" }
        guard !soFar.reversed.contains(reverse.reference) else {
            return ".reverse.reference: \(reverse.reference) was taken back before"
        }
        return nil
    }
}
