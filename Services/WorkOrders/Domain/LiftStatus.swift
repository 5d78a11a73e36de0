import Model

/// What residents want to know of a lift.
enum LiftStatus: String, Sendable, Codable, CaseIterable {
    case inUse
    case underWork
    /// Back in use with its works done.
    case done

    /// - Parameter orders: the states of all orders for the lift.
    init(orders: some Sequence<OrderState>) {
        self = orders.map(Self.init).max { $0.rank < $1.rank } ?? .inUse
    }

    private init(_ state: OrderState) {
        switch state {
        case .held, .released: self = .inUse
        case .started, .inspectionFailed, .inspectionPassed: self = .underWork
        case .returned, .completed: self = .done
        }
    }

    /// A lift that is being worked on is out of use, whatever was done to it before.
    private var rank: Int {
        switch self {
        case .inUse: 0
        case .done: 1
        case .underWork: 2
        }
    }
}
