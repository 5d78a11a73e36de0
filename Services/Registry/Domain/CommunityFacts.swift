import Model

/// What somebody says of a community; of one that is known, what they leave out stays as it is.
struct CommunityFacts: Sendable {
    let code: CommunityID
    var name: String?
    var jurisdiction: String?
    var fundStatus: CommunityRegistered.FundStatus?
    var parkingCounts: Bool?
    var street = Fact<String>.leftOut
    var ownerUnit = Fact<OwnerUnit>.leftOut

    /// What somebody says of the owner-unit; the name alone leaves it gone, where it is on record as that.
    struct OwnerUnit: Sendable {
        let name: String
        var isDefunct: Bool?
        var defunctSince = Fact<Day>.leftOut

        func unit(before: CommunityRegistered.OwnerUnit?) -> CommunityRegistered.OwnerUnit {
            var hasGone = isDefunct ?? before?.isDefunct ?? false
            if isDefunct == nil, case .given(.some) = defunctSince { hasGone = true }
            return CommunityRegistered.OwnerUnit(
                name: name, isDefunct: hasGone,
                defunctSince: hasGone ? defunctSince.value(before: before?.defunctSince) : nil)
        }
    }

    /// A fact that a community need not have.
    enum Fact<Value: Sendable>: Sendable {
        case leftOut
        /// Nil where there is none any more.
        case given(Value?)

        func map<Other: Sendable>(_ transform: (Value) throws -> Other) rethrows -> Fact<Other> {
            switch self {
            case .leftOut: .leftOut
            case .given(let value): .given(try value.map(transform))
            }
        }

        func value(before: Value?) -> Value? {
            switch self {
            case .leftOut: before
            case .given(let value): value
            }
        }
    }

    /// The community with these facts.
    ///
    /// - Throws: `RegistryError.factMissing` where a new one lacks its name or jurisdiction.
    func community(before: Community?) throws(RegistryError) -> Community {
        guard let name = name ?? before?.name else { throw .factMissing(field: "name") }
        guard let jurisdiction = jurisdiction ?? before?.jurisdiction else {
            throw .factMissing(field: "jurisdiction")
        }
        return Community(
            code: code, name: name, jurisdiction: jurisdiction,
            fundStatus: fundStatus ?? before?.fundStatus ?? CommunityRegistered.FundStatus.none,
            parkingCounts: parkingCounts ?? before?.parkingCounts ?? false,
            street: street.value(before: before?.street),
            ownerUnit: ownerUnit.map { $0.unit(before: before?.ownerUnit) }.value(before: before?.ownerUnit))
    }
}
