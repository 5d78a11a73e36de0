import Model

/// What the records of each kind hold (docs/bundle.md).
extension BundleRecord {
    static func assembly(_ closed: Bundle.Closed, parkingCounts: Bool) throws -> BundleRecord {
        let (assembly, basis) = (closed.stored.assembly, closed.basis)
        return BundleRecord(
            .assembly,
            [
                ("assembly", .quoted(assembly.id)), ("closedAt", .quoted(closed.closedAt)),
                ("closesAt", .quoted(assembly.closesAt)), ("community", .quoted(closed.community)),
                ("electorate", try CanonicalJSON.encode(basis.electorate)), ("openedAt", .quoted(basis.openedAt)),
                ("parkingCounts", try CanonicalJSON.encode(parkingCounts)), ("rollHash", .quoted(basis.rollHash)),
                ("rollPosition", try CanonicalJSON.encode(basis.rollPosition)),
                ("rulesHash", .quoted(basis.rulesHash)), ("title", try CanonicalJSON.encode(assembly.title)),
                ("version", try CanonicalJSON.encode(1)),
            ])
    }

    static func item(_ item: AgendaItem) throws -> BundleRecord {
        BundleRecord(
            .item,
            [
                ("item", .quoted(item.item)), ("mandate", try item.mandate.map { try CanonicalJSON.encode($0) }),
                ("matter", .quoted(item.kind.rawValue)), ("title", try CanonicalJSON.encode(item.title)),
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

    /// - Parameter items: the codes of the agenda, of which the ballot names one by its number.
    static func ballot(_ ballot: BundleStore.Ballot, _ items: [ItemID]) -> BundleRecord {
        BundleRecord(
            .ballot,
            [
                ("acceptedAt", .quoted(ballot.acceptedAt)), ("area", .quoted(ballot.area)),
                ("channel", .quoted(ballot.channel)), ("choice", .quoted(ballot.choice.rawValue)),
                ("head", .quoted(ballot.head)), ("item", .quoted(items[Int(ballot.item) - 1])),
                ("receipt", .quoted(ballot.receipt)), ("unit", .quoted(ballot.unit)),
            ])
    }

    static func paper(_ paper: BundleStore.Paper, _ items: [ItemID]) -> BundleRecord {
        BundleRecord(
            .paper,
            [
                ("choice", .quoted(paper.choice.rawValue)),
                ("counted", Array((paper.isCounted ? "true" : "false").utf8)), ("evidence", .quoted(paper.evidence)),
                ("head", .quoted(paper.head)), ("item", .quoted(items[Int(paper.item) - 1])),
                ("recordedAt", .quoted(paper.recordedAt)), ("signedOn", .quoted(paper.signedOn)),
                ("unit", .quoted(paper.unit)),
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
