import ServiceRuntime

extension Places {
    /// A place for a read that anybody may ask for and that takes seconds: votes need the database more.
    ///
    /// - Throws: `BallotsError.tooManyReads`
    func takeForRead() throws(BallotsError) -> Place {
        guard let place = take() else { throw .tooManyReads }
        return place
    }
}
