"""Reports of posts, comments and users, and the cases that they are grouped into."""
