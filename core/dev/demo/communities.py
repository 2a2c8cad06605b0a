"""The communities of the demo network and the bridges between them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Community:
    """``key`` names its text file, ``scene`` the pictures its people show, ``size`` its people."""

    key: str
    size: int
    scene: str
    handles: tuple[str, ...]


COMMUNITIES = (
    Community("stargazers", 30, "sky", ("lookingup", "darksky", "clouded_out", "orbits")),
    Community("bakers", 33, "crumb", ("bakes", "kneads", "levain", "crustandcrumb")),
    Community("maintainers", 32, "branches", ("codes", "reverts", "dev", "ships")),
    Community("runners", 34, "route", ("runs", "uphill", "slowmiles", "hilltops")),
    Community("cyclists", 28, "hills", ("rides", "on_wheels", "pedals", "freewheel")),
    Community("gardeners", 27, "beds", ("grows", "plot", "digs", "greenhouse")),
    Community("birders", 24, "wire", ("birds", "in_the_reeds", "listens", "fieldnotes")),
    Community("boardgamers", 22, "hexes", ("plays", "meeple", "rolls", "onemoreturn")),
    Community("choir", 22, "score", ("sings", "alto", "hums", "in_tune")),
    Community("photographers", 20, "contacts", ("onfilm", "grain", "darkroom", "halfframe")),
    Community("potters", 18, "pots", ("throws", "clay", "mud", "kiln")),
    Community("translators", 14, "spines", ("translates", "reads", "wordwise", "marginalia")),
)

BY_KEY = {community.key: community for community in COMMUNITIES}

NEIGHBOURS = {
    "stargazers": ("photographers", "birders", "maintainers"),
    "bakers": ("gardeners", "potters", "choir"),
    "maintainers": ("boardgamers", "cyclists", "stargazers"),
    "runners": ("cyclists", "choir", "birders"),
    "cyclists": ("maintainers", "runners", "gardeners"),
    "gardeners": ("bakers", "birders", "potters"),
    "birders": ("stargazers", "gardeners", "photographers"),
    "boardgamers": ("maintainers", "translators", "bakers"),
    "choir": ("translators", "runners", "bakers"),
    "photographers": ("potters", "stargazers", "translators"),
    "potters": ("gardeners", "photographers", "bakers"),
    "translators": ("choir", "boardgamers", "photographers"),
}
"""Where people of a community have their second one, the likeliest first."""
