"""Which rules a text or an address matches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.search import plain_words

from .domains import domains_in, visible_part
from .models import ContentRule, RuleAct

Kind = ContentRule.Kind


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules as they are looked for: words by their first one, domains by themselves."""

    words: Mapping[str, tuple[tuple[str, RuleAct], ...]] = field(default_factory=dict)
    links: Mapping[str, RuleAct] = field(default_factory=dict)
    addresses: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rules: Iterable[tuple[str, str, str]]) -> "Rules":
        """Return rules of kind, folded text and act."""
        words: dict[str, list[tuple[str, RuleAct]]] = {}
        links: dict[str, RuleAct] = {}
        addresses = set()
        for kind, folded, act in rules:
            if kind == Kind.WORDS:
                words.setdefault(folded.split()[0], []).append((folded, RuleAct(act)))
            elif kind == Kind.LINK:
                links[folded] = RuleAct(act)
            else:
                addresses.add(folded)
        return cls(
            {first: tuple(each) for first, each in words.items()}, links, frozenset(addresses)
        )

    def judge(self, text: str) -> RuleAct | None:
        """Return what becomes of a text: the strictest of the rules that it matches.

        Cost: the words and domains of the text, however many rules there are.
        """
        acts = {*self._by_words(text), *self._by_links(text)}
        return next((act for act in (RuleAct.REFUSE, RuleAct.HOLD) if act in acts), None)

    def refuses_address(self, email: str) -> bool:
        """Return whether the domain of this address, or one above it, is refused."""
        if not self.addresses:
            return False
        labels = email.rpartition("@")[2].lower().strip(".").split(".")
        return any(".".join(labels[at:]) in self.addresses for at in range(len(labels)))

    def _by_words(self, text: str) -> Iterable[RuleAct]:
        if not self.words:
            return
        # A zero-width space parts words where readers see none: both readings count.
        for read in dict.fromkeys((text, visible_part(text))):
            words = plain_words(read)
            for first in self.words.keys() & set(words.split()):
                yield from (act for phrase, act in self.words[first] if phrase in words)

    def _by_links(self, text: str) -> Iterable[RuleAct]:
        if self.links:
            yield from (self.links[name] for name in self.links.keys() & domains_in(text))
