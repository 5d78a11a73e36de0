import EventLog
import FoundationEssentials
import Model
import ServiceRuntime

/// Takes an owner's objection to a posted result.
///
/// What is in the letter is in no event, log or table; only its hash is.
struct FileObjection: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let objections: ObjectionStore
    let posting: SettlePosting
    let days: DistrictCalendar

    struct Filed: Codable, Sendable {
        let objection: ObjectionID
        let filedOn: Day
    }

    /// - Throws: `BallotsError.notYourUnit` also for a unit that is not on the roll, so that nobody learns which there are.
    func callAsFunction(
        _ objection: Objection, by person: Person, in community: CommunityID, claim: IdempotencyClaim?
    ) async throws -> Filed {
        try await log.write(to: community, claim: claim) { write in
            // The time for objections ends with the posting, also where nobody has looked since its year was announced.
            let stored = try await posting.settledIfKnown(assemblies.load(objection.assembly, in: write), in: write)
            let today = days.day(at: stored.readAt)
            _ = try stored.assembly.admit(.object, at: stored.readAt, today: today)
            if let item = objection.item, !stored.assembly.items.contains(where: { $0.item == item }) {
                throw LifecycleRefusal.unknownItem(item)
            }
            guard try await objections.owns(objection.unit, person.owners, stored, in: write) else {
                throw BallotsError.notYourUnit(objection.unit)
            }
            guard try await objections.count(of: Array(person.ids), stored, in: write) < Objection.limit else {
                throw LifecycleRefusal.tooManyObjections(limit: Objection.limit)
            }
            let id = ObjectionID(UUID.version7(at: stored.readAt))
            try await objections.insert(objection, as: id, stored, on: today, in: write)
            return Filed(objection: id, filedOn: today)
        }
    }
}

/// Answers an objection, once and for all.
///
/// That one was upheld is told, since the result does not take effect then.
struct AnswerObjection: Sendable {
    let log: EventLog
    let assemblies: AssemblyStore
    let objections: ObjectionStore
    let days: DistrictCalendar

    struct Answer: Codable, Sendable {
        let verdict: Objection.Verdict
        /// The hash of the letter that answers.
        let document: Digest256
    }

    struct Answered: Codable, Sendable {
        let objection: ObjectionID
        let verdict: Objection.Verdict
        let answeredOn: Day
    }

    func callAsFunction(
        _ id: ObjectionID, _ answer: Answer, in assembly: AssemblyID, of community: CommunityID, by person: Person,
        claim: IdempotencyClaim?
    ) async throws -> Answered {
        try await log.write(to: community, claim: claim) { write in
            let stored = try await assemblies.load(assembly, in: write)
            let today = days.day(at: stored.readAt)
            _ = try stored.assembly.admit(.answer, at: stored.readAt, today: today)
            guard let objection = try await objections.objection(id, stored, in: write) else {
                throw LifecycleRefusal.unknownObjection
            }
            guard !objection.isAnswered else { throw LifecycleRefusal.alreadyAnswered }
            guard !person.isCalled(objection.owner) else { throw LifecycleRefusal.ownObjection }
            try await objections.answer(
                id, stored, answer.verdict, document: answer.document, on: today, by: person.id, in: write)
            if answer.verdict == .upheld {
                try write.append(
                    ObjectionUpheld(
                        assembly: assembly, item: objection.item, category: objection.category, on: today))
            }
            return Answered(objection: id, verdict: answer.verdict, answeredOn: today)
        }
    }
}
