import FoundationEssentials
import Model

/// Votes cast by this process, a receipt each.
struct Ballots: Sendable {
    let voters: [Substring]
    let url: String
    let path: @Sendable (String) -> String

    init(electorate: Electorate, url: String) throws {
        voters = try String(contentsOfFile: electorate.votersFile, encoding: .utf8).split(separator: "\n")
        self.url = url
        path = { electorate.votesPath($0) }
    }

    /// Casts votes of as many owners on the first item, 64 at a time, and returns their receipts.
    func cast(_ count: Int, in assembly: String) async throws -> [String] {
        try await withThrowingTaskGroup(of: String.self) { group in
            var receipts: [String] = []
            for voter in 0..<count {
                if voter >= 64, let receipt = try await group.next() { receipts.append(receipt) }
                group.addTask { try await cast(voter, in: assembly) }
            }
            for try await receipt in group { receipts.append(receipt) }
            return receipts
        }
    }

    /// One owner's vote on one item.
    ///
    /// - Returns: its receipt.
    @discardableResult
    func cast(_ voter: Int, on item: Int = 1, in assembly: String) async throws -> String {
        struct Answer: Decodable { let receipt: String }
        let parts = voters[voter % voters.count].split(separator: "\t")
        let text = try await Calls.command(
            url + path(assembly), authorization: "Bearer \(parts[1])",
            #"{"choice":"for","item":"\#(item)","unit":"\#(parts[0])"}"#)
        return try JSONDecoder().decode(Answer.self, from: Data(text.utf8)).receipt
    }
}
