import ArgumentParser

struct NoticeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notice", abstract: "The public record of a community.",
        subcommands: [ListNotices.self, ShowBoard.self])
}
