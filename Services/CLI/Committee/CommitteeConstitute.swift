import ArgumentParser
import Model

struct CommitteeConstitute: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "constitute",
        abstract: "Record that a body takes office.",
        discussion: """
            FILE is JSON: {"code", "kind": "ownersCommittee" | "propertyManagementCommittee" | "preparatoryGroup" | \
            "jointBody", "origin": "elected" | "appointed" | "appliedFor", "seats"?, "applicants"?, "seatedOn", \
            "termEndsOn"?, "members": [{"ownerRef" or "owner" or "person", "represents"?, "office"?, "portfolios"?}], \
            "alternates"?: [{"ownerRef" or "owner", "votes"?}], "exception"?: {"reason", "allowedBy": "street" | \
            "district" | "court" | "ownersAssembly"}}. Size, parity, shares and term are checked against the rules in \
            force; what differs is refused with the rule's source, unless an exception says why and who allowed it. The \
            reason is published: name nobody in it.
            """)

    @OptionGroup var options: GlobalOptions
    @OptionGroup var rehearsal: Rehearsal

    @Argument(help: "The body as JSON, or - for standard input.", completion: .file(extensions: ["json"]))
    var file: String

    func run() async throws {
        let community = try options.requireCommunity()
        let answer = try await options.client().post(
            .registry, ResourcePath("/v1/communities/\(community)/bodies").flag("dryRun", rehearsal.isOn),
            try InputFile.read(file), mediaType: "application/json")
        try options.output.render(answer, BodyTable.text)
    }
}
