"""Pages whose scripts Vite bundles: how they are built, and the tags that load them."""
