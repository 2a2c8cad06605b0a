"""GraphiQL with the explorer, bundled and served without a CDN."""
