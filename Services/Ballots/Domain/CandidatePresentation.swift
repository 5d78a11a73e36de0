import Model

/// How somebody who stands in an election presents themselves to the owners (R-E-02), by their written consent (R-P-03).
///
/// On ballots, in events and in bundles candidates have their codes alone.
struct CandidatePresentation: Sendable, Equatable {
    let name: String
    let statement: String?
    /// SHA-256 of the declaration that they signed.
    let consent: Digest256

    static let nameLimit = 40
    static let statementLimit = 300
}

/// The presentations of an assembly's candidates; nobody has to give one.
typealias Presentations = [ItemID: [CandidateCode: CandidatePresentation]]

extension CandidatePresentation {
    /// What keeps it from being published.
    func faults(in field: String) -> [ProposalFault] {
        Self.faults(name, atMost: Self.nameLimit, in: "\(field).name")
            + (statement.map { Self.faults($0, atMost: Self.statementLimit, in: "\(field).statement") } ?? [])
    }

    /// Everybody reads these texts: what looks like a telephone or document number does not get in (R-P-08).
    private static func faults(_ text: String, atMost limit: Int, in field: String) -> [ProposalFault] {
        do {
            try PrintableText.check(text, atMost: limit, "text")
        } catch {
            return [ProposalFault(field, .unprintable(error.reason))]
        }
        return holdsPersonalNumber(text) ? [ProposalFault(field, .personalNumber)] : []
    }

    /// Whether there are eight digits in a row, or a mobile telephone's number in its usual groups: `138-0013 8000`.
    private static func holdsPersonalNumber(_ text: String) -> Bool {
        var groups: [[Int]] = [[]]
        for scalar in text.unicodeScalars {
            if scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue {
                groups[groups.count - 1].append(Int(value))
                if groups[groups.count - 1].count == 8 || isMobile(groups) { return true }
            } else if separators.contains(scalar), groups.last?.isEmpty == false {
                groups = Array(groups.suffix(2)) + [[]]
            } else {
                groups = [[]]
            }
        }
        return false
    }

    private static let separators: Set<Unicode.Scalar> = [" ", "-", ".", "·", "－", "–", "\u{3000}"]

    private static func isMobile(_ groups: [[Int]]) -> Bool {
        groups.map(\.count) == [3, 4, 4] && groups[0][0] == 1 && groups[0][1] >= 3
    }
}

extension Election {
    /// How many have to stand so that owners can choose (R-E-03): so much more than there are seats, rounded up.
    ///
    /// Numbers of seats that no election has are another fault.
    func leastCandidates(by differential: Ratio) -> Int64 {
        guard (1...Int64(Proposal.candidateLimit)).contains(seats) else { return seats }
        let (whole, rest) = (seats * differential.numerator).quotientAndRemainder(dividingBy: differential.denominator)
        return seats + whole + (rest > 0 ? 1 : 0)
    }
}
