import Model

/// The records of the register of delivery and of official platforms (docs/bundle.md).
extension BundleRecord {
    static func delivery(_ delivery: BundleStore.Delivery) throws -> BundleRecord {
        BundleRecord(
            .delivery,
            [
                ("deliveredOn", delivery.deliveredOn.map { .quoted($0) }),
                ("evidence", delivery.evidence.map { .quoted($0) }),
                ("method", .quoted(delivery.method.rawValue)), ("papers", try CanonicalJSON.encode(delivery.papers)),
                ("unit", .quoted(delivery.unit)), ("warned", Array((delivery.isWarned ? "true" : "false").utf8)),
            ])
    }

    static func officialImport(_ source: BundleStore.OfficialImport) throws -> BundleRecord {
        BundleRecord(
            .officialImport,
            [
                ("basis", try CanonicalJSON.encode(source.basis)), ("evidence", .quoted(source.evidence)),
                ("importedAt", .quoted(source.importedAt)), ("platform", try CanonicalJSON.encode(source.platform)),
            ])
    }
}

extension WrittenProxy {
    /// The member `proxy` of a ballot or a paper.
    var json: [UInt8] { Array(#"{"authority":"\#(authority)","holder":"\#(holder)"}"#.utf8) }
}
