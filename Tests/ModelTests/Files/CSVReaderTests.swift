import Model
import TestSupport
import Testing

struct CSVReaderTests {
    @Test(arguments: [
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("\u{FEFF}a,b\n", [["a", "b"]]),
        ("\"a\",\"b,c\"\n", [["a", "b,c"]]),
        ("\"he said \"\"no\"\"\",x\n", [["he said \"no\"", "x"]]),
        ("\"two\nlines\",x\ny,z\n", [["two\nlines", "x"], ["y", "z"]]),
        ("\"two\r\nlines\"\r\n", [["two\r\nlines"]]),
        (",\n,,\n", [["", ""], ["", "", ""]]),
        ("\"\"\n", [[""]]),
        ("\n", [[""]]),
        ("", []),
        ("梯,楼\n", [["梯", "楼"]]),
        (" a , b \n", [[" a ", " b "]]),
    ])
    func `RFC 4180 is read as it is written`(text: String, records: [[String]]) {
        let read = Array(CSVReader(Array(text.utf8)))

        #expect(read.map(\.fields) == records)
        #expect(read.allSatisfy { $0.fault == nil })
    }

    @Test(arguments: [
        ("a,b\"c\n", 1, 2, "has a quotation mark within a field that is not quoted as a whole"),
        ("x,y\n\"a\"b,c\n", 2, 1, "has text after its closing quotation mark"),
        ("x\n1,\"open\nstill open", 2, 2, "has a quotation mark that is never closed"),
        ("a\rb\n", 1, 1, "has a carriage return without a line feed"),
        ("a\n\"x\"\ry\n", 2, 1, "has text after its closing quotation mark"),
        ("a,\u{0},c\n", 1, 2, "holds a NUL character"),
    ])
    func `a fault of form names its line and column`(text: String, line: Int, column: Int, reason: String) throws {
        let fault = try #require(CSVReader(Array(text.utf8)).compactMap(\.fault).first)

        #expect(fault.line == line)
        #expect(fault.column == column)
        #expect(fault.reason.en == reason)
    }

    @Test func `a field that is not UTF-8 is refused and reading goes on`() {
        let gb18030: [UInt8] = [0xC0, 0xEE]
        let records = Array(CSVReader(Array("a,".utf8) + gb18030 + Array("\nb,c\n".utf8)))

        #expect(records.map(\.line) == [1, 2])
        #expect(records[0].fault?.column == 2)
        #expect(records[1].fields == ["b", "c"])
        #expect(records[1].fault == nil)
    }

    @Test(arguments: [
        // 业主 in GBK, and 㐀 in the four bytes that only GB18030 has.
        (
            "GB18030",
            Array("a,b\n1,".utf8) + [0xD2, 0xB5, 0xD6, 0xF7, 0x0A] + Array("x,".utf8) + [0x81, 0x39, 0xEE, 0x39], 2
        ),
        ("UTF-16", [0xFF, 0xFE, 0x61, 0x00, 0x2C, 0x00, 0x62, 0x00, 0x0A, 0x00], 1),
    ])
    func `a file in another encoding is refused once, by the name of the encoding`(
        name: String, bytes: [UInt8], line: Int
    ) {
        let file = CSVFile(bytes, columns: ["a", "b"])

        #expect(file.faults.count == 1)
        #expect(file.faults.listed[0].line == line)
        #expect(file.faults.listed[0].reason.en.contains(name) && file.faults.listed[0].reason.zh.contains(name))
    }

    @Test func `bytes of no known encoding are refused field by field`() {
        let file = CSVFile(Array("a,b\n".utf8) + [0xFF, 0x2C, 0x31, 0x0A, 0xFF, 0x2C, 0x31], columns: ["a", "b"])

        #expect(file.faults.listed.map(\.line) == [2, 3])
    }

    @Test func `a file that begins with somebody's row instead of its header repeats nothing of it`() {
        let file = CSVFile(Array("鸸鹋甲,13987650001,Li Wang,owners,1\n".utf8), columns: ["a"])

        #expect(file.faults.listed.map(\.field) == ["", "", "", "owners", "", "a"])
        #expect(file.faults.listed.map(\.column) == [1, 2, 3, 4, 5, 6])
        for fault in file.faults.listed {
            #expect(!"\(fault.reason)".contains("鸸鹋") && !"\(fault.reason)".contains("139"))
        }
    }

    @Test func `an optional column may be left out, and then its fields are empty`() throws {
        let with = CSVFile(Array("a,c\n1,2\n".utf8), columns: ["a"], optional: ["c"])
        let without = CSVFile(Array("a\n1\n".utf8), columns: ["a"], optional: ["c"])
        let wrong = CSVFile(Array("a,d\n1,2\n".utf8), columns: ["a"], optional: ["c"])

        #expect(with.faults.isEmpty && without.faults.isEmpty)
        #expect(with.rows.map { $0["c"] } == ["2"])
        #expect(without.rows.map { $0["c"] } == [""])
        #expect(without.rows.map { $0.fault("c", Phrase("x")).column } == [2])
        #expect(wrong.faults.listed.map(\.reason.en) == ["is no column of this file; the columns are a,c"])
    }

    @Test func `line numbers count the breaks within quoted fields`() {
        let records = Array(CSVReader(Array("h\n\"1\n2\n3\"\nx\"\n\"y\n\"\nz\n".utf8)))

        #expect(records.map(\.line) == [1, 2, 5, 6, 8])
        #expect(records[2].fault != nil)
    }

    @Test func `a file beyond its limits is refused, not read to its end`() {
        var limits = CSVLimits()
        limits.records = 2
        limits.fields = 2
        limits.fieldBytes = 3

        let records = Array(CSVReader(Array("a,b,c\nlong\nx\ny\n".utf8), limits: limits))

        #expect(records.count == 3)
        #expect(
            records.compactMap(\.fault?.reason.en) == [
                "has more than 2 fields", "is longer than 3 bytes", "the file has more than 2 rows",
            ])
    }

    @Test func `what is written comes back`() {
        var random = SeededGenerator()
        let alphabet = ["a", "1", ",", "\"", "\n", "\r\n", " ", "梯", "é", "", "=", ";", "👵"]
        for round in 0..<500 {
            let width = Int.random(in: 1...5, using: &random)
            let records = (0...Int.random(in: 0...6, using: &random)).map { _ in
                (0..<width).map { _ in
                    (0..<Int.random(in: 0...6, using: &random))
                        .map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
                }
            }
            let text = CSVText.write(columns: records[0], rows: records.dropFirst())

            let read = Array(CSVReader(Array(text.utf8)))

            #expect(read.map(\.fields) == records, "seed \(random.seed), round \(round)")
            #expect(read.allSatisfy { $0.fault == nil }, "seed \(random.seed), round \(round)")
        }
    }

    @Test func `no bytes make the reader crash or loop`() {
        var random = SeededGenerator()
        let alphabet: [UInt8] = Array("a,\"\r\n".utf8) + [0, 0xEF, 0xBB, 0xBF, 0xFF, 0xE6]
        for round in 0..<2_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                alphabet.randomElement(using: &random) ?? 0
            }
            let records = Array(CSVReader(bytes))
            #expect(records.count <= bytes.count, "seed \(random.seed), round \(round)")
        }
    }
}

struct CSVFileTests {
    @Test func `columns may come in any order`() throws {
        let file = CSVFile(Array("b,a\n2,1\n".utf8), columns: ["a", "b"])

        #expect(file.faults.isEmpty)
        #expect(file.rows[0]["a"] == "1")
        #expect(file.rows[0].fault("a", Phrase("x")).column == 2)
    }

    @Test(arguments: [
        ("", 1, 1, "", "the file is empty"),
        ("a,b\n", 1, 1, "", "the file has a header but no rows"),
        ("a\n1\n", 1, 2, "b", "is missing"),
        ("a,b,a\n", 1, 3, "a", "is given twice"),
        ("a,b,c\n", 1, 3, "c", "is no column of this file; the columns are a,b"),
        ("x;y\n", 1, 1, "", "is no column of this file; the columns are a,b"),
        ("a,b\n1\n", 2, 1, "", "has 1 fields where the header has 2"),
        ("a,b\n1,2,3,4\n", 2, 3, "", "has 4 fields where the header has 2"),
        ("a,b\n1,2\n\n", 3, 1, "", "the line is empty"),
    ])
    func `a file of another form is refused`(text: String, line: Int, column: Int, field: String, reason: String) throws
    {
        let file = CSVFile(Array(text.utf8), columns: ["a", "b"])

        let fault = try #require(file.faults.listed.first)
        #expect(fault.line == line)
        #expect(fault.column == column)
        #expect(fault.field == field)
        #expect(fault.reason.en == reason)
    }

    @Test(arguments: [
        (";", "semicolons"), ("\t", "tabs"), ("，", "full-width commas"), ("；", "full-width semicolons"),
        ("|", "vertical bars"),
    ])
    func `a header with another separator is told once, with what belongs there`(
        separator: String, name: String
    ) throws {
        let text = "a,b,c\n1,2,3\n".replacing(",", with: separator)
        let faults = CSVFile(Array(text.utf8), columns: ["a", "b"], optional: ["c"]).faults.listed

        #expect(faults.count == 1)
        let fault = try #require(faults.first)
        #expect(fault.line == 1 && fault.column == 1 && fault.field == "")
        #expect(fault.reason.en.hasPrefix("has \(name) between its columns where commas belong; save the file as "))
    }

    @Test(arguments: [
        ("业主", nil), ("A b", nil), ("王 小明", nil), ("é", nil), ("", "is empty"),
        ("12345678901", "is longer than 10 characters"),
        ("业主业主业主业主业主业", "is longer than 10 characters"), (" a", "has blanks at an end"),
        ("业主 ", "has blanks at an end"),
        ("a\u{00A0}", "has blanks at an end"), ("业\u{3000}", "has blanks at an end"),
        ("a\tb", "holds a control character"),
        ("a\u{7F}b", "holds a control character"), ("业\u{200B}主", "holds an invisible character"),
        ("C1\u{3164}", "holds an invisible character"), ("葛\u{E0100}城", nil),
        ("C\u{2800}1", "holds an invisible character"), ("张\u{2028}三", "holds an invisible character"),
    ])
    func `a text that people read has nothing that they cannot see`(text: String, reason: String?) {
        let file = CSVFile(Array("a,b\n\"\(text)\",1\n".utf8), columns: ["a", "b"])
        do throws(CSVFault) {
            #expect(try file.rows[0].text("a", limit: 10) == text)
            #expect(reason == nil)
        } catch {
            #expect(error.reason.en == reason)
        }
    }

    @Test func `rows can be taken one by one, and what is wrong in them stands among the faults of form by line`() {
        var lines: [Int] = []
        let text = "a,b\n1,2\n1\n3,4\n"
        let faults = CSVFile.read(Array(text.utf8), columns: ["a", "b"]) { row, faults in
            lines.append(row.line)
            faults.append(row.fault("b", Phrase("x")))
        }

        #expect(lines == [2, 4])
        #expect(faults.listed.map(\.line) == [2, 3, 4])
    }

    @Test func `of more faults than anybody reads the first are listed and the others counted`() {
        let text = "a,b\n" + String(repeating: "1\n", count: CSVFaults.limit + 7)

        let faults = CSVFile(Array(text.utf8), columns: ["a", "b"]).faults

        #expect(faults.count == 10_007)
        #expect(faults.listed.count == 10_000 && faults.listed.last?.line == 10_001)
    }

    @Test func `every ragged row is listed and the others are read`() {
        let file = CSVFile(Array("a,b\n1\n1,2\n1,2,3\n".utf8), columns: ["a", "b"])

        #expect(file.faults.listed.map(\.line) == [2, 4])
        #expect(file.rows.map(\.line) == [3])
    }
}
