"""Edge lists: text files of follows, one a line, in every common form.

`inspect` reads the beginning of a file and decides what its columns are; a file that can be read
in two ways is refused. `load` then reads it from its beginning, a batch at a time.
"""

from .load import import_edge_list
from .options import EdgeListOptions

__all__ = ["EdgeListOptions", "import_edge_list"]
