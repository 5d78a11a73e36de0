// The Notices service.
