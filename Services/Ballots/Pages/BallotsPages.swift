import Pages

/// The templates of this service's pages, compiled in.
enum BallotsPages {
    /// - Throws: the parser's error for a template that is none.
    static func load(tellsOfStory: Bool = false) throws -> PageSet {
        try PageSet(templates: templates, phrases: BallotsPhrases.book, tellsOfStory: tellsOfStory)
    }

    static let templates: [String: String] = [
        "assemblies": text(PackageResources.assemblies_mustache),
        "assembly": text(PackageResources.assembly_mustache),
        "figures": text(PackageResources.figures_mustache),
        "items": text(PackageResources.items_mustache),
        "buildings": text(PackageResources.buildings_mustache),
        "mine": text(PackageResources.mine_mustache),
        "confirm": text(PackageResources.confirm_mustache),
        "counted": text(PackageResources.counted_mustache),
        "receipts": text(PackageResources.receipts_mustache),
        "refusal": text(PackageResources.refusal_mustache),
        "papers": text(PackageResources.papers_mustache),
        "sheetsBegin": text(PackageResources.sheetsBegin_mustache),
        "sheet": text(PackageResources.sheet_mustache),
        "sheetsEnd": text(PackageResources.sheetsEnd_mustache),
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
