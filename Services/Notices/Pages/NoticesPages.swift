import Pages

/// The site's templates, compiled in.
enum NoticesPages {
    /// - Throws: the parser's error for a template that is none.
    static func load(tellsOfStory: Bool) throws -> PageSet {
        try PageSet(templates: templates, phrases: NoticesPhrases.book, tellsOfStory: tellsOfStory)
    }

    static let templates: [String: String] = [
        "front": text(PackageResources.front_mustache),
        "community": text(PackageResources.community_mustache),
        "building": text(PackageResources.building_mustache),
        "archive": text(PackageResources.archive_mustache),
        "digest": text(PackageResources.digest_mustache),
        "problem": text(PackageResources.problem_mustache),
        "figures": text(PackageResources.figures_mustache),
        "collection": text(PackageResources.collection_mustache),
        "assemblies": text(PackageResources.assemblies_mustache),
        "advances": text(PackageResources.advances_mustache),
        "notices": text(PackageResources.notices_mustache),
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
