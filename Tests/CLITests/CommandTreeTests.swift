import ArgumentParser
import Foundation
import Testing

@testable import tongti

/// What every command has, found by walking the tree of commands as the help shows it.
struct CommandTreeTests {
    /// Commands that change nothing.
    ///
    /// Whatever is not among them must be able to rehearse.
    private static let readers: Set<String> = [
        "advance list", "assembly buildings", "assembly bundle", "assembly certificate", "assembly list",
        "assembly seats", "assembly show", "audit community", "audit district", "audit log", "backup check",
        "backup list", "campaign list", "campaign show", "campaign unit", "committee applications",
        "committee list", "committee show", "community list", "community owner-unit", "community parts",
        "community show", "consultation list", "delivery list", "delivery progress", "dev logs", "dev status",
        "dev wait", "digest list", "doctor", "events lag", "events parked", "events tail", "keys list",
        "ledger accounts",
        "ledger export", "ledger show", "lift export", "lift list", "lift show", "lift status", "nomination list",
        "nomination mine", "nomination register", "nomination show", "notice board", "notice list", "objection list",
        "order list", "order show", "paper waiting", "payment list", "payment refunds", "payout list", "payout waiting",
        "person list", "person looks", "person show", "person token", "proxy list", "proxy waiting", "role list",
        "roll diff", "roll export", "roll show", "roll snapshots", "roll transfers", "roll units", "rules diff",
        "rules explain", "rules show", "visit list", "visit progress", "vote counted", "vote imports", "vote receipt",
    ]

    struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?

        struct Argument: Decodable {
            let names: [Name]?
        }

        struct Name: Decodable {
            let name: String
        }

        var options: Set<String> { Set((arguments ?? []).flatMap { $0.names ?? [] }.map(\.name)) }

        /// The commands that do something, with their words.
        func leaves(_ words: [String] = []) -> [(words: String, command: Command)] {
            guard let subcommands, !subcommands.isEmpty else { return [(words.joined(separator: " "), self)] }
            return subcommands.filter { $0.commandName != "help" }.flatMap { $0.leaves(words + [$0.commandName]) }
        }
    }

    /// Every command that does something, with its words.
    static func leaves() throws -> [(words: String, command: Command)] {
        struct Dump: Decodable { let command: Command }
        return try JSONDecoder().decode(Dump.self, from: Data(Tongti._dumpHelp().utf8)).command.leaves()
    }

    @Test func `every command can answer in JSON`() throws {
        let leaves = try Self.leaves()
        #expect(leaves.count > 40)
        for (words, command) in leaves { #expect(command.options.contains("json"), "tongti \(words)") }
    }

    @Test func `whatever changes something can be rehearsed`() throws {
        let leaves = try Self.leaves()
        #expect(Self.readers.isSubset(of: leaves.map(\.words)), "a command that is not there needs no exception")
        for (words, command) in leaves {
            #expect(command.options.contains("dry-run") == !Self.readers.contains(words), "tongti \(words)")
        }
    }
}
