package import Configuration

/// Settings are read once at start into typed values; a value that is there but wrong stops the process and names its key.
extension ConfigReader {
    /// A text that must be given.
    ///
    /// - Throws: ``ConfigurationError`` naming the key.
    package func requiredSetting(_ key: String) throws -> String {
        guard let text = try setting(key) else { throw ConfigurationError(key, "is not set") }
        return text
    }

    /// A text, or nil when it is not given.
    ///
    /// - Throws: ``ConfigurationError`` naming the key when it is empty or no text.
    package func setting(_ key: String) throws -> String? {
        guard let text = string(forKey: ConfigKey(key)) else {
            if isGiven(key) { throw ConfigurationError(key, "is not a text") }
            return nil
        }
        guard !text.isEmpty else { throw ConfigurationError(key, "is empty") }
        return text
    }

    /// - Throws: as ``setting(_:)``.
    package func setting(_ key: String, default value: String) throws -> String { try setting(key) ?? value }

    /// Where people reach a site, such as `https://example.org`, without a slash at its end; nil when it is not given.
    ///
    /// Without the scheme a telephone that scans the address does not open it.
    ///
    /// - Throws: ``ConfigurationError`` naming the key.
    package func addressSetting(_ key: String) throws -> String? {
        guard let text = try setting(key) else { return nil }
        let address = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard address.wholeMatch(of: /(?i:https?):\/\/[^\s\/?#@]+(?:\/[^\s\/?#]+)*/) != nil else {
            throw ConfigurationError(key, "is \(text), but must be like https://example.org")
        }
        return address
    }

    /// A whole number within `range`.
    ///
    /// - Throws: ``ConfigurationError`` naming the key.
    package func setting(_ key: String, in range: ClosedRange<Int>, default value: Int) throws -> Int {
        guard isGiven(key) else { return value }
        guard let number = int(forKey: ConfigKey(key)) else { throw ConfigurationError(key, "is not a whole number") }
        guard range.contains(number) else {
            throw ConfigurationError(key, "is \(number), but must be from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// - Throws: ``ConfigurationError`` naming the key.
    package func setting(_ key: String, default value: Bool) throws -> Bool {
        guard isGiven(key) else { return value }
        guard let flag = bool(forKey: ConfigKey(key)) else {
            throw ConfigurationError(key, "is neither true nor false")
        }
        return flag
    }

    /// One of the words of an enumeration.
    ///
    /// - Throws: ``ConfigurationError`` naming the key.
    package func setting<Word: RawRepresentable & CaseIterable>(_ key: String, default value: Word) throws -> Word
    where Word.RawValue == String {
        guard let text = try setting(key) else { return value }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConfigurationError(key, "is \(text), but must be one of \(words)")
        }
        return word
    }

    /// The first line of the file that the setting names; never logged.
    ///
    /// - Throws: ``ConfigurationError`` naming the key when it is not set, or its file cannot be read or is empty.
    package func secret(_ key: String) throws -> String { try SecretFile.read(requiredSetting(key), for: key) }

    private func isGiven(_ key: String) -> Bool {
        let key = ConfigKey(key)
        return string(forKey: key) != nil || int(forKey: key) != nil || double(forKey: key) != nil
            || bool(forKey: key) != nil
            || stringArray(forKey: key) != nil || doubleArray(forKey: key) != nil
    }
}
