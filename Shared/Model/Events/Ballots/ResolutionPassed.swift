/// An item passed; its mandate is what money and works may refer to.
package struct ResolutionPassed: DistrictEvent {
    package static let type = EventType(.ballots, "ResolutionPassed")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    package let item: ItemID
    package let title: String
    package let kind: MatterKind
    package let mandate: Mandate?
    package let result: ItemResult

    package init(
        assembly: AssemblyID, item: ItemID, title: String, kind: MatterKind, mandate: Mandate? = nil, result: ItemResult
    ) {
        self.assembly = assembly
        self.item = item
        self.title = title
        self.kind = kind
        self.mandate = mandate
        self.result = result
    }
}
