"""Rules for words, link domains and e-mail domains: what holds a text for review, or refuses it."""

from .current import check_address, judge
from .models import RuleAct
from .review import ask_for_review

__all__ = ["RuleAct", "ask_for_review", "check_address", "judge"]
