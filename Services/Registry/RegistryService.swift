// The Registry service.
