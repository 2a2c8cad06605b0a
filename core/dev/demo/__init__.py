"""A generated demo network: the same people, posts and pictures every time."""
