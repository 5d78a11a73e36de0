import ArgumentParser
import Model

/// The campaign of which a command shows a page of a list.
struct CampaignPage: ParsableArguments {
    @OptionGroup var options: GlobalOptions
    @OptionGroup var page: ListPage

    @Argument(help: "The campaign's code.")
    var campaign: CampaignID

    /// Gets the page of the list and writes it.
    func show(_ list: ResourcePath, _ columns: [Table.Column]) async throws {
        let path = ResourcePath("/campaigns/\(campaign)/").appending(list)
        try await options.show(page, of: "items", from: .funds, path, columns)
    }
}
