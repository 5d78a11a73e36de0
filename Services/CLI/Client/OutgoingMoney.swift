import Model

/// What goes back to a unit or a lender.
struct GivenBack: Encodable {
    let reference: String
    let amount: Money
}

extension GlobalOptions {
    /// Asks for what takes two people, such as money to leave a campaign's account, or in a dry run shows the command.
    ///
    /// `made` is shown as well once it is done; until then a second person has to ask for the same.
    func ask(
        _ path: ResourcePath, _ body: some Encodable, _ dryRun: DryRun, showing asked: [Table.Column],
        and made: [Table.Column], waiting: String = "No money leaves yet: a second person has to ask for the same."
    ) async throws {
        guard let answer = try await post(.funds, path, body, dryRun) else { return }
        try output.render(answer) { payment in
            let columns = payment["isWaiting"] == .bool(true) ? asked : asked + made
            return Table(facts: columns.map { (name: $0.heading, value: $0.cell(payment)) })
        }
        switch answer.status {
        case 200: Output.talk("This was in the books already.")
        case 202: Output.talk(waiting)
        default: break
        }
    }
}
