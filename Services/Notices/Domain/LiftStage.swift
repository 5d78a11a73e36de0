import Model

/// How far the works on a lift have come, and since which day: the newest, or those that keep it out of use.
enum LiftStage: Sendable, Equatable {
    case noWorks
    case held
    case released(on: Day)
    case underWork(since: Day)
    case inspectionPassed(on: Day)
    case inspectionFailed(on: Day)
    case returned(on: Day)

    /// The stage by the steps that were taken; a step without the ones before it counts by itself.
    init(steps: Steps) {
        if let returned = steps.returnedOn {
            self = .returned(on: returned)
        } else if let inspected = steps.inspectedOn, let result = steps.inspection {
            switch result {
            case .passed: self = .inspectionPassed(on: inspected)
            case .failed: self = .inspectionFailed(on: inspected)
            }
        } else if let started = steps.startedOn {
            self = .underWork(since: started)
        } else if let released = steps.releasedOn {
            self = .released(on: released)
        } else {
            self = .held
        }
    }

    struct Steps: Sendable, Equatable {
        var releasedOn: Day?
        var startedOn: Day?
        var inspectedOn: Day?
        var inspection: InspectionRecorded.Result?
        var returnedOn: Day?
    }

    /// The stable word for programs.
    var slug: String {
        switch self {
        case .noWorks: "no-works"
        case .held: "held"
        case .released: "released"
        case .underWork: "under-work"
        case .inspectionPassed: "inspection-passed"
        case .inspectionFailed: "inspection-failed"
        case .returned: "returned"
        }
    }

    var since: Day? {
        switch self {
        case .noWorks, .held: nil
        case .released(let day), .underWork(let day), .inspectionPassed(let day), .inspectionFailed(let day),
            .returned(let day):
            day
        }
    }

    /// Whether works keep people from using the lift.
    var isOutOfUse: Bool {
        switch self {
        case .underWork, .inspectionPassed, .inspectionFailed: true
        case .noWorks, .held, .released, .returned: false
        }
    }

    var isDone: Bool { if case .returned = self { true } else { false } }
}
