import ArgumentParser

struct CommunityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "community", abstract: "Management areas of the district.",
        subcommands: [
            RegisterCommunity.self, ListCommunities.self, ShowCommunity.self, SetManagement.self,
            MergeCommunities.self, ListParts.self, EndOwnerUnit.self, ShowOwnerUnit.self,
        ])
}
