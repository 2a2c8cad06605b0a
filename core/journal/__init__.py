"""The journal between the stores: writing it, applying it at once, and relaying what was left."""
