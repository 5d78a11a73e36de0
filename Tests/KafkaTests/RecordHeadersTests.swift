import Testing

@testable import Kafka

struct RecordHeadersTests {
    private static let written: [(name: String, value: [UInt8])] = [("a", [1, 2]), ("b", []), ("a", [3])]

    @Test(arguments: [
        [], ["a"], ["a", "b", "a"], ["a", "b", "a", "c"], ["a", "c", "a"], ["b"], ["c", "b", "a", "a"],
    ])
    func `whatever names were expected, the headers are those that were appended`(likely: [String]) {
        var headers = RecordHeaders(like: likely, bytes: 3)
        #expect(headers.isEmpty && headers.names.isEmpty)
        for (name, value) in Self.written { headers.append(name, value) }

        #expect(headers.names == ["a", "b", "a"])
        #expect(headers.map(\.name) == headers.names)
        #expect(headers.map { Array($0.value) } == Self.written.map(\.value))
        #expect(headers.size == 3)
    }

    @Test func `a value is written to its place and nowhere else`() {
        var headers: RecordHeaders = [("first", [9])]
        headers.append("second") { $0 += [7, 8] }

        #expect(Array(headers.value(at: 0)) == [9])
        #expect(Array(headers.value(at: 1)) == [7, 8])
    }

    @Test func `headers made after others have no part in them`() {
        let first = RecordHeaders(Self.written)
        var second = RecordHeaders(like: first.names)
        second.append("other", [5])

        #expect(first.names == ["a", "b", "a"] && second.names == ["other"])
    }
}
