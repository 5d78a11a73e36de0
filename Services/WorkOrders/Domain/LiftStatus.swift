/// What residents want to know of a lift: whether it is there and runs, and whether its works are done.
struct LiftStatus: Sendable, Equatable {
    let state: State
    /// Works were done on it, and none are open.
    let worksDone: Bool

    enum State: String, Sendable, Codable, CaseIterable {
        case inUse, underWork
        /// It is to be added, and the works have not begun.
        case notBuilt
    }

    /// - Parameters:
    ///   - orders: the states of the orders that still concern the lift.
    ///   - isToBeAdded: whether it is not there yet.
    init(orders: [OrderState], isToBeAdded: Bool) {
        state = orders.contains(where: \.takesLiftOutOfUse) ? .underWork : isToBeAdded ? .notBuilt : .inUse
        worksDone = !orders.isEmpty && orders.allSatisfy(\.isLiftReturned)
    }
}

extension OrderState {
    fileprivate var takesLiftOutOfUse: Bool {
        switch self {
        case .started, .inspectionFailed, .inspectionPassed: true
        case .held, .released, .returned, .completed: false
        }
    }

    fileprivate var isLiftReturned: Bool {
        switch self {
        case .returned, .completed: true
        case .held, .released, .started, .inspectionFailed, .inspectionPassed: false
        }
    }
}
