/// A head took part in an item.
///
/// How it chose stays sealed until the close.
package struct VoteAccepted: DistrictEvent {
    package static let type = EventType(.ballots, "VoteAccepted")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    package let item: ItemID
    package let receipt: ReceiptID
    package let channel: Channel
    /// The head's area that counts.
    package let area: Area

    package enum Channel: String, WrittenWord, Sendable {
        case electronic, paper
        /// Cast on an official platform, whose results were brought in (R-M-09).
        case imported
    }

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
        var text: [UInt8] = []
        text.reserveCapacity(192)
        WireText.append(#"{"area":""#, to: &text)
        area.write(to: &text)
        WireText.append(#"","assembly":""#, to: &text)
        WireText.append(assembly.description, to: &text)
        WireText.append(#"","channel":""#, to: &text)
        WireText.append(channel.rawValue, to: &text)
        WireText.append(#"","item":""#, to: &text)
        WireText.append(item.description, to: &text)
        WireText.append(#"","receipt":""#, to: &text)
        WireText.append(receipt.uuid, to: &text)
        WireText.append(#""}"#, to: &text)
        return text
    }

    /// Reads what ``payload()`` writes without a decoder, which takes ten times as long; anything else is a decoder's.
    ///
    /// - Throws: as ``CanonicalJSON/decode(_:from:)``.
    package init(payload: [UInt8]) throws {
        if let texts = PlainTexts.read(payload, named: Self.names), let area = Area(texts[0]),
            let assembly = AssemblyID(texts[1]), let channel = Channel(rawValue: texts[2]),
            let item = ItemID(texts[3]), let receipt = ReceiptID(texts[4])
        {
            self.init(assembly: assembly, item: item, receipt: receipt, channel: channel, area: area)
        } else {
            self = try CanonicalJSON.decode(Self.self, from: payload)
        }
    }

    private static let names = ["area", "assembly", "channel", "item", "receipt"].map { Array("\"\($0)\":\"".utf8) }
}
