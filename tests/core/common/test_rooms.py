"""Room that is shared: the one who holds most makes way."""

from core.common.rooms import Place, Room


def test_who_holds_most_loses_its_oldest() -> None:
    lost: list[str] = []
    room = Room(4)
    places = [room.enter("much", 1, lambda n=n: lost.append(n)) for n in ("1", "2", "3")]  # type: ignore[misc]
    other = room.enter("other", 1, lambda: lost.append("other"))
    assert (lost, room.used) == ([], 4)
    room.enter("new", 1, lambda: lost.append("new"))
    assert (lost, room.used) == (["1"], 4)
    other.grow(1)
    assert (lost, room.used) == (["1", "2"], 4)
    # A place that is lost has nothing to give back, and cannot grow.
    places[0].leave()
    places[0].grow(100)
    assert room.used == 4
    assert [room.held_by(who) for who in ("much", "other", "new", "nobody")] == [1, 1, 1, 0]
    places[2].leave()
    places[2].leave()
    other.leave()
    assert room.used == 1


def test_what_is_larger_than_all_there_is_loses_itself() -> None:
    lost: list[Place] = []
    room = Room(4)
    place = room.enter("a", 1, lambda: lost.append(place))
    place.grow(4)
    assert lost == [place]
    assert room.used == 0
    assert not room.evict_one()


def test_it_forgets_who_has_left() -> None:
    room = Room(10_000)
    for number in range(1_000):
        room.enter(number, 1, lambda: None).leave()
    assert (room._places, room._held) == ({}, {})
