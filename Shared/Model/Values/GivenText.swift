/// A text as somebody gives it, which holds nothing that is not seen; what is recorded already is read as it is.
package struct GivenText<Kept: TextValue>: TextValue {
    package let text: Kept

    package init(parsing text: String) throws(InvalidValue) {
        self.text = try Kept(parsing: text)
        try PrintableText.check(text, atMost: .max, "text")
    }

    package var description: String { text.description }
}
