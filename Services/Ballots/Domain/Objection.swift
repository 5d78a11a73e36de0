import FoundationEssentials
import Model

enum ObjectionTag {}
typealias ObjectionID = Identifier<ObjectionTag>

/// What an owner has against a posted result.
///
/// The letter itself stays with whoever answers it.
struct Objection: Sendable, Equatable {
    let assembly: AssemblyID
    let category: Category
    /// Nil is the whole assembly.
    let item: ItemID?
    /// For which of the owner's units.
    let unit: UnitCode
    let owner: OwnerID
    /// The hash of the signed letter.
    let document: Digest256

    typealias Category = ObjectionCategory
    typealias Verdict = ObjectionVerdict

    /// How many an owner may file against one assembly.
    static let limit = 20

    /// How the objections against an assembly stand.
    struct Count: Sendable, Equatable {
        let filed: Int64
        let unanswered: Int64
        let upheld: Int64
        let lastAnswerOn: Day?
        /// When the one was filed that waits longest for its answer.
        var oldestUnanswered: Day?
    }

    /// One that was upheld, as anybody may know of it.
    struct Upheld: Sendable, Equatable {
        /// Nil is the whole assembly.
        let item: ItemID?
        let category: Category
        /// The day of the answer.
        let on: Day
    }
}

extension Assembly {
    /// The fact that the result stands.
    ///
    /// `certificate` is that of the result, if it was signed.
    ///
    /// - Throws: `LifecycleRefusal` while an objection keeps it from standing.
    func takeEffect(
        _ objections: Objection.Count, certificate: Certificate.Mark? = nil
    ) throws(LifecycleRefusal) -> AssemblyEffective {
        guard objections.upheld == 0 else { throw .upheldObjections(objections.upheld) }
        guard objections.unanswered == 0 else { throw .openObjections(objections.unanswered) }
        guard let last = aftermath?.lastDayOfPublicity else { throw .publicityRuns(until: nil) }
        let first = last.advanced(by: 1)
        return AssemblyEffective(
            assembly: id, on: max(first, objections.lastAnswerOn ?? first), objections: objections.filed,
            certificate: certificate?.hash, certificateKey: certificate?.key)
    }

    /// The fact that a decision was taken away.
    ///
    /// `today` is the district's day; nothing was ordered tomorrow, and nothing before it was decided.
    func setAside(_ order: Aftermath.SetAside, today: Day) throws(LifecycleRefusal) -> ResolutionSetAside {
        if let item = order.item, !items.contains(where: { $0.item == item }) { throw .unknownItem(item) }
        guard let aftermath else { throw .setAside }
        if let item = order.item, aftermath.isSetAside(item) { throw .setAside }
        guard order.on <= today else { throw .dayAhead(today) }
        guard order.on >= aftermath.countedOn else { throw .dayBefore(aftermath.countedOn) }
        return ResolutionSetAside(
            assembly: id, item: order.item, by: order.by, document: order.document, on: order.on)
    }

    /// Whether its question may be put again by that agenda: nothing is decided twice (R-V-08), unless an order has set it
    /// aside or an objection that was upheld keeps it from standing.
    ///
    /// `passed` are its items that passed; `upheld` says against what objections were upheld, and nil is the whole
    /// assembly.
    func checkPutAgain(
        _ agenda: [AgendaItem], passed: Set<ItemID>, upheld: Set<ItemID?>
    ) throws(LifecycleRefusal) {
        let decided = agenda.map(\.item).filter {
            passed.contains($0) && aftermath?.isSetAside($0) != true && !upheld.contains($0) && !upheld.contains(nil)
        }
        guard decided.isEmpty else { throw .alreadyDecided(decided) }
    }
}
