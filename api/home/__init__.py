"""What a browser finds at the root: a page of links, documents, the icon."""
