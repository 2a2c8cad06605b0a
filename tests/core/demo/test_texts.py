"""What people say: no repetition, nothing left unspoken, answers that fit."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

import pytest

from core.dev.demo import book
from core.dev.demo.book import TEXTS, read_book
from core.dev.demo.communities import COMMUNITIES
from core.dev.demo.records import DemoNetwork
from core.dev.demo.voice import Bindings, Context, Deck, Voice


def phrases(texts: Iterable[str], length: int) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        words = re.findall(r"[\w'’]+", text.lower())
        found.update({tuple(words[i : i + length]) for i in range(len(words) - length + 1)})
    return found


def test_no_post_is_said_twice(network: DemoNetwork) -> None:
    contents = [post.content for post in network.posts]

    assert len(set(contents)) == len(contents)


def test_no_phrase_of_six_words_is_worn_out(network: DemoNetwork) -> None:
    [(_, most)] = phrases((post.content for post in network.posts), 6).most_common(1)

    assert most <= 8


def test_few_phrases_of_ten_words_come_again(network: DemoNetwork) -> None:
    found = phrases((post.content for post in network.posts), 10)
    again = sum(count - 1 for count in found.values())

    assert max(found.values()) <= 6
    assert again / found.total() < 0.2


def test_no_comment_is_worn_out_and_nobody_repeats_themselves(network: DemoNetwork) -> None:
    [(_, most)] = Counter(comment.content for comment in network.comments).most_common(1)
    said = [(comment.author, comment.content) for comment in network.comments]

    assert most <= 14
    assert len(set(said)) == len(said)


def test_nothing_of_the_grammar_is_left(network: DemoNetwork) -> None:
    texts = [post.content for post in network.posts]
    texts += [comment.content for comment in network.comments]
    texts += [person.bio for person in network.people]

    assert [text for text in texts if re.search(r"[\[\]{}|#]|  |^[a-z]", text)] == []


def test_every_slot_of_every_story_has_values() -> None:
    names = [community.key for community in COMMUNITIES] + ["everyday", "ada"]
    known = {"friend", "author", "to", "weekday", "yesterday", "tomorrow"}
    for name in names:
        text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
        used = {slot[0].lower() + slot[1:] for slot in re.findall(r"\{(\w+)\}", text)}
        numbers = set(re.findall(r"\{(\w+)=", text))

        assert used - numbers - known - read_book(name).slots.keys() == set(), name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("* One\n? Two\n", "broken.txt, line 2: unknown mark '?'"),
        ("> Nobody asked\n", "broken.txt, line 1: unknown mark '>'"),
        ("* One\n<< Who?\n", "a reply to nothing: << Who?"),
    ],
)
def test_a_broken_book_is_named(
    text: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.txt").write_text(text, encoding="utf-8")
    monkeypatch.setattr(book, "TEXTS", tmp_path)

    with pytest.raises(ValueError, match=re.escape(message)):
        read_book.__wrapped__("broken")


def test_a_deck_deals_every_card_before_any_again() -> None:
    deck = Deck("abcd", Random(1))

    assert sorted(deck.draw() for _ in range(4)) == ["a", "b", "c", "d"]
    assert [deck.draw(["b"]), deck.draw(["b"])] == ["b", "b"]


def test_slots_keep_their_values_and_numbers_repeat() -> None:
    voice = Voice(read_book("runners"), Random(1))
    bindings: Bindings = {"route": "the long hill"}

    said = voice.say("{km=9-9} km of {route}. {Route}, {km} km!", bindings)

    assert said == "9 km of the long hill. The long hill, 9 km!"
    assert bindings == {"route": "the long hill", "km": "9"}


def test_an_answer_takes_up_only_what_was_said() -> None:
    voice = Voice(read_book("runners"), Random(1))
    context = Context("I met [a heron|two foxes].", "I met two foxes.")

    for _ in range(5):
        heron = voice.answer("[That heron again!|Foxes!]", {}, context, "I met two foxes.", None)
        assert heron is not None
        assert heron.text == "Foxes!"
    assert voice.answer("[What heron?|Poor heron.]", {}, context, "", None) is None


def test_an_answer_is_where_its_question_was() -> None:
    voice = Voice(read_book("runners"), Random(1))
    context = Context("[How old?|How far?]", "How far?")

    answer = voice.answer("[Seven.|To the bridge.]", {}, context, "How far?", 1)

    assert answer is not None
    assert (answer.text, answer.pick) == ("To the bridge.", 1)
