// The WorkOrders service.
