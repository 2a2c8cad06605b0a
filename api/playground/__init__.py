"""GraphiQL with the explorer, bundled here and served by ourselves: no request leaves for a CDN."""
