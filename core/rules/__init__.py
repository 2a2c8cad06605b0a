"""Rules for words, link domains and e-mail domains: what holds a text for review, or refuses it."""

from .current import check_address, judge
from .models import RuleAct

__all__ = ["RuleAct", "check_address", "judge"]
