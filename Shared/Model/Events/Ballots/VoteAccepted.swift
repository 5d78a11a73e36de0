/// A head took part in an item. How it chose stays sealed until the close.
package struct VoteAccepted: DistrictEvent {
    package static let type = EventType(.ballots, "VoteAccepted")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    package let item: ItemID
    package let receipt: ReceiptID
    package let channel: Channel
    /// The head's area that counts.
    package let area: Area

    package enum Channel: String, Codable, Sendable { case electronic, paper }

    package init(assembly: AssemblyID, item: ItemID, receipt: ReceiptID, channel: Channel, area: Area) {
        self.assembly = assembly
        self.item = item
        self.receipt = receipt
        self.channel = channel
        self.area = area
    }

    /// Written out, because no fact is more frequent, and an encoder takes five times as long.
    ///
    /// Neither codes nor ids nor areas have anything to escape.
    package func payload() -> [UInt8] {
        let fields = #""area":"\#(area)","assembly":"\#(assembly)","channel":"\#(channel.rawValue)""#
        return Array(#"{\#(fields),"item":"\#(item)","receipt":"\#(receipt)"}"#.utf8)
    }
}
