import Model

/// The works on one lift that a campaign pays for, from planning to acceptance.
struct WorkOrder: Sendable, Equatable, Codable {
    let id: OrderID
    let campaign: CampaignID
    let lift: LiftCode
    let works: Mandate.Works
    private(set) var state: OrderState
    private(set) var release: Release?
    private(set) var startedOn: Day?
    /// In the order in which they were made; the last one counts.
    private(set) var inspections: [Inspection]
    private(set) var returnedOn: Day?
    private(set) var completion: Completion?

    struct Release: Sendable, Equatable, Codable {
        let cause: OrderReleased.Cause
        let on: Day
    }

    struct Inspection: Sendable, Equatable, Codable {
        let result: InspectionRecorded.Result
        let certificate: DocumentName
        let on: Day
    }

    struct Completion: Sendable, Equatable, Codable {
        let cost: Money
        let report: DocumentName
        let on: Day
    }

    /// A planned order, held until money releases it.
    init(planned id: OrderID, campaign: CampaignID, lift: LiftCode, works: Mandate.Works) {
        self.init(
            id: id, campaign: campaign, lift: lift, works: works, state: .held, release: nil, startedOn: nil,
            inspections: [], returnedOn: nil, completion: nil)
    }

    /// An order as it is stored.
    init(
        id: OrderID, campaign: CampaignID, lift: LiftCode, works: Mandate.Works, state: OrderState, release: Release?,
        startedOn: Day?, inspections: [Inspection], returnedOn: Day?, completion: Completion?
    ) {
        self.id = id
        self.campaign = campaign
        self.lift = lift
        self.works = works
        self.state = state
        self.release = release
        self.startedOn = startedOn
        self.inspections = inspections
        self.returnedOn = returnedOn
        self.completion = completion
    }

    var planned: OrderPlanned { OrderPlanned(order: id, campaign: campaign, lift: lift, works: works) }

    /// Money releases the works.
    ///
    /// - Returns: nil where they were released before, which changes nothing.
    mutating func release(_ release: Release) throws(OrderRefusal) -> OrderReleased? {
        let next = try state.after(.release, works)
        guard next != state else { return nil }
        state = next
        self.release = release
        return OrderReleased(order: id, lift: lift, cause: release.cause, releasedOn: release.on)
    }

    /// The money that had released the works is not there.
    ///
    /// - Returns: nil where they have begun, or wait already, which changes nothing.
    mutating func hold(on day: Day) throws(OrderRefusal) -> OrderHeld? {
        let next = try state.after(.hold, works)
        guard next != state else { return nil }
        state = next
        release = nil
        return OrderHeld(order: id, lift: lift, heldOn: day)
    }

    mutating func start(on day: Day, today: Day) throws(OrderRefusal) -> OrderStarted {
        state = try state(after: .start, on: day, today)
        startedOn = day
        return OrderStarted(order: id, lift: lift, startedOn: day)
    }

    mutating func inspect(_ inspection: Inspection, today: Day) throws(OrderRefusal) -> InspectionRecorded {
        let step: OrderState.Step =
            switch inspection.result {
            case .passed: .passInspection
            case .failed: .failInspection
            }
        state = try state(after: step, on: inspection.on, today)
        inspections.append(inspection)
        return InspectionRecorded(
            order: id, lift: lift, result: inspection.result, certificate: inspection.certificate.description,
            inspectedOn: inspection.on)
    }

    mutating func putBack(on day: Day, today: Day) throws(OrderRefusal) -> LiftReturned {
        state = try state(after: .return, on: day, today)
        returnedOn = day
        return LiftReturned(order: id, lift: lift, returnedOn: day)
    }

    mutating func complete(_ completion: Completion, today: Day) throws(OrderRefusal) -> OrderCompleted {
        guard completion.cost >= .zero else { throw .costNegative }
        guard completion.cost <= .commandLimit else { throw .costBeyondLimit }
        state = try state(after: .complete, on: completion.on, today)
        self.completion = completion
        return OrderCompleted(
            order: id, campaign: campaign, lift: lift, cost: completion.cost, report: completion.report.description,
            completedOn: completion.on)
    }

    private func state(
        after step: OrderState.Step, on day: Day, _ today: Day
    ) throws(OrderRefusal) -> OrderState {
        let next = try state.after(step, works)
        if let latest, day < latest { throw .dayBefore(latest) }
        guard day <= today else { throw .dayAhead(today: today) }
        return next
    }

    /// The day of what happened last.
    private var latest: Day? {
        completion?.on ?? returnedOn ?? inspections.last?.on ?? startedOn ?? release?.on
    }
}

/// The name or number of a document, such as a certificate or an acceptance report; at most 100 characters.
struct DocumentName: TextValue {
    let description: String

    init(parsing text: String) throws(InvalidValue) {
        try PrintableText.checkKept(text, atMost: 100, "document")
        description = text
    }
}
