/// Who manages the community from a day on (R-G-08); it ends the mode before.
package struct ManagementModeSet: DistrictEvent {
    package static let type = EventType(.registry, "ManagementModeSet")
    package var subject: String { "management" }

    package let mode: ManagementMode
    /// The public name of a firm or a body, not a person's.
    package let manager: String?
    package let since: Day
    /// The last day, where the mode is temporary.
    package let until: Day?
    /// The decision or contract that it rests on.
    package let basis: String

    package init(mode: ManagementMode, manager: String? = nil, since: Day, until: Day? = nil, basis: String) {
        self.mode = mode
        self.manager = manager
        self.since = since
        self.until = until
        self.basis = basis
    }
}

/// Who manages a community (R-G-08).
package enum ManagementMode: String, WrittenWord, Sendable {
    /// Nobody, as in an old compound whose owner-unit has gone.
    case none
    /// A property management company under contract.
    case company
    /// The owners themselves, through their committee.
    case committee
    /// A property management committee (物管会).
    case pmc
    /// Entrusted by the residents' community for a time (托管).
    case entrusted
    /// Emergency service (应急物业服务), for as long as the law allows.
    case emergency

    /// Whether the mode is for a time only, whose last day must be known.
    package var isTemporary: Bool { self == .entrusted || self == .emergency }
}
