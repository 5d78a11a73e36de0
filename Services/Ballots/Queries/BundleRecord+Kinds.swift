import Model

/// What the records of each kind hold (docs/bundle.md).
extension BundleRecord {
    static func assembly(_ closed: Bundle.Closed, parkingCounts: Bool, version: Int) throws -> BundleRecord {
        let (assembly, basis) = (closed.stored.assembly, closed.basis)
        return BundleRecord(
            .assembly,
            [
                ("assembly", .quoted(assembly.id)), ("closedAt", .quoted(closed.closedAt)),
                ("closesAt", .quoted(assembly.closesAt)), ("community", .quoted(closed.community)),
                ("electorate", try CanonicalJSON.encode(basis.electorate)), ("openedAt", .quoted(basis.openedAt)),
                ("form", assembly.terms.form.map { .quoted($0.rawValue) }),
                ("papersUntil", assembly.terms.papersUntil.map { .quoted($0) }),
                ("scope", try assembly.terms.electorate.map { try CanonicalJSON.encode($0) }),
                ("parkingCounts", try CanonicalJSON.encode(parkingCounts)), ("rollHash", .quoted(basis.rollHash)),
                ("rollPosition", try CanonicalJSON.encode(basis.rollPosition)),
                ("rulesHash", .quoted(basis.rulesHash)), ("title", try CanonicalJSON.encode(assembly.title)),
                ("version", try CanonicalJSON.encode(version)),
            ])
    }

    static func item(_ item: AgendaItem) throws -> BundleRecord {
        BundleRecord(
            .item,
            [
                ("alsoMatters", try item.alsoKinds.map { try CanonicalJSON.encode($0) }),
                ("election", try item.election.map { try CanonicalJSON.encode($0) }),
                ("form", item.statedForm.map { .quoted($0.rawValue) }), ("group", item.group.map { .quoted($0) }),
                ("item", .quoted(item.item)), ("mandate", try item.mandate.map { try CanonicalJSON.encode($0) }),
                ("matter", .quoted(item.kind.rawValue)), ("share", item.share.map { .quoted($0) }),
                ("title", try CanonicalJSON.encode(item.title)),
            ])
    }

    static func unit(_ unit: BundleStore.Unit) -> BundleRecord {
        BundleRecord(
            .unit,
            [
                ("counts", Array((unit.counts ? "true" : "false").utf8)), ("head", .quoted(unit.head)),
                ("record", unit.record),
            ])
    }

    /// `items` are the codes of the agenda, of which the ballot names one by its number.
    static func ballot(_ ballot: BundleStore.Ballot, _ items: [ItemID]) -> BundleRecord {
        BundleRecord(
            .ballot,
            [
                ("acceptedAt", .quoted(ballot.acceptedAt)), ("area", .quoted(ballot.area)),
                ("channel", .quoted(ballot.channel)), ("choice", .quoted(ballot.choice)),
                ("evidence", ballot.evidence.map { .quoted($0) }), ("head", .quoted(ballot.head)),
                ("item", .quoted(items[Int(ballot.item) - 1])), ("proxy", ballot.proxy?.json),
                ("receipt", .quoted(ballot.receipt)), ("replaces", ballot.replaces), ("unit", .quoted(ballot.unit)),
            ])
    }

    /// What the public copy says of a ballot whose class is large enough.
    static func shown(_ ballot: BundleStore.Ballot, _ items: [ItemID]) -> [UInt8] {
        Array(
            #"{"area":"\#(ballot.area)","choice":"\#(ballot.choice)","item":"\#(items[Int(ballot.item) - 1])"}"#.utf8)
    }

    static func paper(_ paper: BundleStore.Paper, _ items: [ItemID]) -> BundleRecord {
        BundleRecord(
            .paper,
            [
                ("choice", paper.choice.map { .quoted($0) }), ("invalid", paper.invalid.map { .quoted($0) }),
                ("counted", Array((paper.isCounted ? "true" : "false").utf8)), ("evidence", .quoted(paper.evidence)),
                ("head", .quoted(paper.head)), ("item", .quoted(items[Int(paper.item) - 1])),
                ("proxy", paper.proxy?.json), ("recordedAt", .quoted(paper.recordedAt)),
                ("signedOn", .quoted(paper.signedOn)),
                ("unit", .quoted(paper.unit)),
            ])
    }

    static func show(_ show: ShowStore.Recorded, _ items: [ItemID]) throws -> BundleRecord {
        BundleRecord(
            .show,
            [
                ("abstained", try CanonicalJSON.encode(show.hands.abstained)),
                ("against", try CanonicalJSON.encode(show.hands.against)), ("evidence", .quoted(show.evidence)),
                ("inFavour", try CanonicalJSON.encode(show.hands.inFavour)),
                ("item", .quoted(items[Int(show.item) - 1])), ("recordedAt", .quoted(show.recordedAt)),
                ("witness", .quoted(show.witness)),
            ])
    }

    static func certificate(_ signed: Certificate.Signed) throws -> BundleRecord {
        BundleRecord(
            .certificate,
            [
                ("certificate", signed.bytes), ("key", try CanonicalJSON.encode(signed.key)),
                ("signature", .quoted(signed.signature)),
            ])
    }
}

extension BundleStore.Ballot {
    /// The choices that it changed as canonical JSON; nil for a first vote.
    fileprivate var replaces: [UInt8]? {
        guard !replacedChoices.isEmpty else { return nil }
        let choices = zip(replacedChoices, zip(replacedReceipts, replacedTimes)).map { choice, cast in
            #"{"acceptedAt":"\#(cast.1)","choice":"\#(choice)","receipt":"\#(cast.0)"}"#
        }
        return Array("[\(choices.joined(separator: ","))]".utf8)
    }
}

extension AgendaItem {
    /// Nil for a resolution, which needs no word.
    var statedForm: ItemForm? { form == .resolution ? nil : form }
}
