"""What people write in the benchmark's network: of ordinary length, of no interest otherwise."""

from random import Random

SENTENCES = 5_000
WORDS = """
autumn bakery balcony basket bicycle bird blanket boat book bread bridge cake camera candle  cat
chair choir church cinema clay cloud coast coffee concert cook corner dance dinner dog  dune
evening family festival field film flour flower forest friend garden glass grandmother  harbour
hill holiday honey house island jacket kitchen lake lamp leaf letter library light  market meadow
melody midnight milk mirror moon morning mountain museum music neighbour night  notebook ocean
orchard oven owl paint paper park path photograph piano picnic plant platform  poem pond postcard
pottery puzzle rain recipe river road roof rose sail school season shadow  shoe shop sister snow
song soup spring square star station stone storm story street summer  sunday sunset table teacher
theatre thunder ticket tomato tower train tree umbrella valley  village violin walk wall weather
weekend wind window winter wood workshop year yesterday  baking carrying climbing counting drawing
drinking finding fixing growing hearing learning  leaving making meeting missing painting planting
playing reading remembering repairing  running seeing sewing singing sitting sleeping swimming
talking thinking waiting walking  watching winning working writing bright calm cold crooked early
empty enormous fresh gentle  golden green happy heavy honest late little lost lovely new noisy old
patient proud quick  quiet red ripe secret silver slow small soft strange sweet tall tired warm
wild young
"""


def sentences(seed: int) -> list[str]:
    """A pool of sentences of 5 to 16 words each, 65 characters on average."""
    random, words = Random(seed), WORDS.split()
    return [_sentence(random, words) for _ in range(SENTENCES)]


def _sentence(random: Random, words: list[str]) -> str:
    chosen = random.choices(words, k=random.randint(5, 16))
    return " ".join(chosen).capitalize() + random.choice(".....!?…")
