import ServiceRuntime

extension Places {
    /// A place for a read that anybody may ask for and that takes seconds: votes need the database more.
    ///
    /// `address` is of whom is waited for while they read; empty where nobody is.
    ///
    /// - Throws: `BallotsError.tooManyReads`
    func takeForRead(from address: String = "") throws(BallotsError) -> Place {
        guard let place = take(from: address) else { throw .tooManyReads }
        return place
    }
}
