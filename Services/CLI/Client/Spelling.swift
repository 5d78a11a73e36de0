/// What somebody may have meant who wrote a word that is not known.
enum Spelling {
    /// A longer list helps nobody.
    private static let mostListed = 60

    /// The word that is the fewest slips away; nil where none is near.
    static func nearest(to text: String, among words: [String]) -> String? {
        let wanted = Array(text.lowercased())
        // With more slips than one in three letters nearly every short word is near some other, as all of one letter are.
        let most = min(max(1, wanted.count / 3), wanted.count - 1)
        var best: (word: String, slips: Int)?
        for word in words where word != text {
            let known = Array(word.lowercased())
            guard abs(known.count - wanted.count) <= most else { continue }
            let slips = slips(wanted, known)
            if slips <= most, best.map({ slips < $0.slips }) ?? true { best = (word: word, slips: slips) }
        }
        return best?.word
    }

    /// How a refusal goes on after what is not known: the word that is near it, or all words where they are few.
    static func hint(for text: String, among words: [String]) -> String {
        if let near = nearest(to: text, among: words) { return "; is \(near) meant?" }
        return list(words)
    }

    /// How it goes on with all words; nothing where they are many or none.
    static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count <= mostListed else { return "" }
        return words.count == 1 ? "; there is only \(last)" : "; there are only \(words.joined(separator: ", "))"
    }

    /// How many letters are missing, too many, other ones, or in the wrong order with the one before.
    private static func slips(_ first: [Character], _ second: [Character]) -> Int {
        var before: [Int] = []
        var last = Array(0...second.count)
        for (row, letter) in first.enumerated() {
            var next = [row + 1]
            for (column, other) in second.enumerated() {
                let changed = last[column] + (letter == other ? 0 : 1)
                var least = min(changed, last[column + 1] + 1, next[column] + 1)
                if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                    least = min(least, before[column - 1] + 1)
                }
                next.append(least)
            }
            before = last
            last = next
        }
        return last[second.count]
    }
}
