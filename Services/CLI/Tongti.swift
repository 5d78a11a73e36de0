import ArgumentParser

@main
struct Tongti: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "tongti")
}
