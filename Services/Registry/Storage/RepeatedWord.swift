import Postgres

extension PostgresCells {
    /// A value that stands as a text in the next cell; here and not there, so that it is compiled for each kind of value.
    mutating func value<Value>(_ parse: (String) throws -> Value?) throws -> Value {
        let text = try text()
        do {
            if let value = try parse(text) { return value }
        } catch {
            throw malformed("\(Value.self)")
        }
        throw malformed("\(Value.self)")
    }
}

/// A word of an enumeration in a column of a long result: nearly every row has the one that the row before it has.
struct RepeatedWord<Word: RawRepresentable> where Word.RawValue == String {
    private var last: (text: String, word: Word)?

    /// Nil for a text that is none of the words.
    mutating func word(_ text: String) -> Word? {
        if let last, last.text == text { return last.word }
        guard let word = Word(rawValue: text) else { return nil }
        last = (text, word)
        return word
    }
}
