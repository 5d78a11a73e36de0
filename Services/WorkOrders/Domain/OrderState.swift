import Model

/// Where a work order stands.
///
/// ```
/// held ◀─▶ released ─▶ started ─▶ inspectionPassed ─▶ returned ─▶ completed
///                         │               ▲                ▲
///                         │               ▼                │
///                         ├──▶ inspectionFailed            │
///                         └── works without supervision ───┘
/// ```
enum OrderState: String, Sendable, Codable, CaseIterable {
    /// Planned; no money has released it yet.
    case held
    case released
    /// Works go on and the lift is out of use.
    case started
    case inspectionFailed
    case inspectionPassed = "inspected"
    /// The lift is back in use.
    case returned
    /// The works are accepted and their cost is known.
    case completed

    /// What happens to an order.
    enum Step: String, Sendable, Codable, CaseIterable {
        case release, hold, start, passInspection, failInspection, `return`, complete
    }

    /// The whole table of transitions: every state, every step.
    ///
    /// A lift may not return without a passed supervisory inspection from works that need one, however much is paid
    /// (R-L-30). The last inspection counts: a pass that was entered by mistake is followed by the failure.
    ///
    /// - Returns: The next state; the same one where the step was done before and changes nothing.
    /// - Throws: `OrderRefusal`
    func after(_ step: Step, _ works: Mandate.Works) throws(OrderRefusal) -> OrderState {
        switch (self, step) {
        case (.held, .release): return .released
        case (.held, .start), (.held, .passInspection), (.held, .failInspection), (.held, .return), (.held, .complete):
            throw .outOfOrder(step, self)

        // Works that have begun go on, whatever becomes of the money that released them.
        case (.released, .hold): return .held
        case (.held, .hold), (.started, .hold), (.inspectionFailed, .hold), (.inspectionPassed, .hold),
            (.returned, .hold), (.completed, .hold):
            return self

        case (.released, .start): return .started
        case (.released, .passInspection), (.released, .failInspection), (.released, .return), (.released, .complete):
            throw .outOfOrder(step, self)

        case (.started, .passInspection), (.inspectionFailed, .passInspection): return .inspectionPassed
        case (.started, .failInspection), (.inspectionFailed, .failInspection), (.inspectionPassed, .failInspection):
            return .inspectionFailed
        case (.started, .return):
            guard !works.needsSupervisoryInspection else { throw .inspectionMissing(works) }
            return .returned
        case (.inspectionFailed, .return): throw .inspectionNotPassed
        case (.inspectionPassed, .return): return .returned
        case (.started, .start), (.started, .complete), (.inspectionFailed, .start), (.inspectionFailed, .complete),
            (.inspectionPassed, .start), (.inspectionPassed, .passInspection), (.inspectionPassed, .complete):
            throw .outOfOrder(step, self)

        case (.returned, .complete): return .completed
        case (.returned, .start), (.returned, .passInspection), (.returned, .failInspection), (.returned, .return):
            throw .outOfOrder(step, self)

        case (.completed, .start), (.completed, .passInspection), (.completed, .failInspection),
            (.completed, .return), (.completed, .complete):
            throw .outOfOrder(step, self)

        // Money may arrive twice for one order: an advance, and later its building's threshold.
        case (.released, .release), (.started, .release), (.inspectionFailed, .release),
            (.inspectionPassed, .release), (.returned, .release), (.completed, .release):
            return self
        }
    }
}
