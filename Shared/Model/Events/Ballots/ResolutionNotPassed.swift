/// An item was rejected, or no valid vote came about.
package struct ResolutionNotPassed: DistrictEvent {
    package static let type = EventType(.ballots, "ResolutionNotPassed")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    package let item: ItemID
    package let title: String
    package let kind: MatterKind
    package let result: ItemResult

    package init(assembly: AssemblyID, item: ItemID, title: String, kind: MatterKind, result: ItemResult) {
        self.assembly = assembly
        self.item = item
        self.title = title
        self.kind = kind
        self.result = result
    }
}
