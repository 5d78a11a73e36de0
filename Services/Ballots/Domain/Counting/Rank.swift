import Model

/// Who or what comes first: more votes by the ranking, then more area, then the lower lot.
///
/// The first is the smallest.
struct Rank: Comparable {
    let weight: Weight
    private let measure: Int128
    private let lot: Lot

    /// `whole` is whose area and heads the shares are of.
    init(_ weight: Weight, by ranking: Election.Ranking, of whole: Weight, _ lot: Lot) {
        self.weight = weight
        self.lot = lot
        // Area and heads are 64 bits each, so that neither product can overflow 128, nor their sum.
        measure =
            switch ranking {
            case .shares:
                Int128(weight.area.hundredths) * Int128(whole.heads)
                    + Int128(weight.heads) * Int128(whole.area.hundredths)
            case .area: Int128(weight.area.hundredths)
            case .heads: Int128(weight.heads)
            }
    }

    static func < (left: Rank, right: Rank) -> Bool {
        if left.measure != right.measure { return left.measure > right.measure }
        if left.weight.area != right.weight.area { return left.weight.area > right.weight.area }
        return left.lot < right.lot
    }
}

/// A lot that the frozen roll draws: nobody chooses it, and everybody can draw it again (docs/bundle.md).
struct Lot: Comparable {
    private let bytes: [UInt8]

    init(of name: String, on item: String, _ rollHash: Digest256) {
        bytes = Digest256(of: Array("tongti lot 1\n\(rollHash)\n\(item)\n\(name)".utf8)).bytes
    }

    static func < (left: Lot, right: Lot) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}

extension CountingBasis {
    /// Of alternatives that would pass only the one with most behind it does.
    func settle(_ counted: [(item: AgendaItem, result: ItemResult)]) -> [(item: AgendaItem, result: ItemResult)] {
        var best: [GroupCode: (rank: Rank, item: ItemID)] = [:]
        for (item, result) in counted where result.outcome == .passed {
            guard let group = item.group else { continue }
            let lot = Lot(of: item.item.description, on: group.description, rollHash)
            let rank = Rank(result.inFavour, by: .shares, of: electorate, lot)
            if let other = best[group], other.rank < rank { continue }
            best[group] = (rank, item.item)
        }
        return counted.map { item, result in
            guard result.outcome == .passed, let group = item.group, best[group]?.item != item.item else {
                return (item, result)
            }
            return (item, result.surpassed)
        }
    }
}

extension ItemResult {
    fileprivate var surpassed: ItemResult {
        ItemResult(
            electorate: electorate, inFavour: inFavour, against: against, abstained: abstained, silent: silent,
            returnedInvalid: returnedInvalid, outcome: .surpassed, election: election)
    }
}
