// The Ballots service.
