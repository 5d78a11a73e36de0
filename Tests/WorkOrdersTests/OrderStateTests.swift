import Model
import TestSupport
import Testing

@testable import WorkOrders

/// The whole table of transitions, walked.
struct OrderStateTests {
    /// What follows from each state by each step for works that need a supervisory inspection; nil is a refusal.
    private static let table: [OrderState: [OrderState.Step: OrderState]] = [
        .held: [.release: .released, .hold: .held],
        .released: [.release: .released, .hold: .held, .start: .started],
        .started: [
            .release: .started, .hold: .started, .passInspection: .inspectionPassed,
            .failInspection: .inspectionFailed,
        ],
        .inspectionFailed: [
            .release: .inspectionFailed, .hold: .inspectionFailed, .passInspection: .inspectionPassed,
            .failInspection: .inspectionFailed,
        ],
        .inspectionPassed: [
            .release: .inspectionPassed, .hold: .inspectionPassed, .failInspection: .inspectionFailed,
            .return: .returned,
        ],
        .returned: [.release: .returned, .hold: .returned, .complete: .completed],
        .completed: [.release: .completed, .hold: .completed],
    ]

    @Test(arguments: OrderState.allCases, OrderState.Step.allCases)
    func `every step from every state does what the table says`(state: OrderState, step: OrderState.Step) {
        for work in WorkKind.allCases {
            for workClass in WorkClass.allCases {
                let works = Mandate.Works(work: work, workClass: workClass)
                var expected = Self.table[state]?[step]
                // Works without supervision may return as they are.
                if Self.isUnsupervised(works), state == .started, step == .return { expected = .returned }
                #expect(Self.outcome(state, step, works) == expected, "\(state) \(step) \(works)")
            }
        }
    }

    @Test(arguments: [
        (OrderState.started, OrderRefusal.inspectionMissing(Samples.works)),
        (.inspectionFailed, .inspectionNotPassed), (.held, .outOfOrder(.return, .held)),
        (.released, .outOfOrder(.return, .released)), (.returned, .outOfOrder(.return, .returned)),
    ])
    func `a lift does not return without a passed inspection, and the refusal says why`(
        state: OrderState, refusal: OrderRefusal
    ) {
        #expect(throws: refusal) { try state.after(.return, Samples.works) }
    }

    @Test func `however the steps come, a supervised lift returns only where the last inspection is passed`() throws {
        var random = SeededGenerator()
        print("seed \(random.seed)")
        for _ in 0..<2_000 {
            var state = OrderState.held
            var passed = false
            for _ in 0..<30 {
                guard let step = OrderState.Step.allCases.randomElement(using: &random),
                    let next = Self.outcome(state, step, Samples.works)
                else { continue }
                if step == .passInspection { passed = true }
                if step == .failInspection { passed = false }
                state = next
                if state == .returned || state == .completed { #expect(passed) }
            }
        }
    }

    @Test(
        arguments: [
            ([], .inUse, false), ([.held], .inUse, false), ([.released], .inUse, false),
            ([.started], .underWork, false),
            ([.inspectionFailed], .underWork, false), ([.inspectionPassed], .underWork, false),
            ([.returned], .inUse, true), ([.completed], .inUse, true), ([.completed, .held], .inUse, false),
            ([.completed, .started], .underWork, false),
        ] as [([OrderState], LiftStatus.State, Bool)])
    func `a lift is as its orders have it`(orders: [OrderState], state: LiftStatus.State, worksDone: Bool) {
        let status = LiftStatus(orders: orders, isToBeAdded: false)

        #expect(status.state == state)
        #expect(status.worksDone == worksDone)
    }

    @Test(
        arguments: [
            ([], .notBuilt), ([.held], .notBuilt), ([.released], .notBuilt), ([.started], .underWork),
            ([.inspectionFailed], .underWork), ([.inspectionPassed], .underWork),
        ] as [([OrderState], LiftStatus.State)])
    func `a lift that is not there yet is never in use`(orders: [OrderState], state: LiftStatus.State) {
        #expect(LiftStatus(orders: orders, isToBeAdded: true).state == state)
    }

    /// What is replaced, added or altered is supervised, whatever its class.
    private static func isUnsupervised(_ works: Mandate.Works) -> Bool {
        [WorkKind.repair, .overhaul].contains(works.work)
            && [WorkClass.generalRepair, .maintenance].contains(works.workClass)
    }

    private static func outcome(
        _ state: OrderState, _ step: OrderState.Step, _ works: Mandate.Works
    ) -> OrderState? {
        do { return try state.after(step, works) } catch { return nil }
    }
}
