// The Funds service.
