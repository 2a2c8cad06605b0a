"""An LDBC Social Network Benchmark folder, as its data generator writes it (CSV, "composite").

Source of the format: "The LDBC Social Network Benchmark" (arXiv:2001.02299), section 2.3.4.
"knows" is mutual, so each line of it is two follows. Likes of comments and tags are left out:
there are neither here.
"""

from .folder import Folder, open_folder, report_left_out
from .follows import import_follows
from .likes import import_likes
from .people import import_people
from .posts import import_posts
from .threads import import_comments

__all__ = [
    "Folder",
    "import_comments",
    "import_follows",
    "import_likes",
    "import_people",
    "import_posts",
    "open_folder",
    "report_left_out",
]
