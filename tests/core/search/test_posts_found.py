"""What a search of posts finds, in every script, and what it leaves."""

import pytest

from core.accounts.models import User
from core.lists.pages import PageRequest
from core.posts.selectors import PostFilter, count_posts, posts_page
from core.visibility import ANYONE
from tests.factories import make_post, make_user

pytestmark = pytest.mark.usefixtures("stores")

URL = "https://Example.com/Some-Path/page_2.html?q=a+b&x=%20y#part"

# A text, what finds it, and what does not.
FOUND: dict[str, tuple[str, list[str], list[str]]] = {
    "quotes": (
        "She said “hello there” loudly",
        [
            "hello",
            "HELLO",
            '"hello there"',
            "“hello there”",
            "loudly",
            '"said hello"',
            "hello loud",
        ],
        ["hell", '"there hello"', "-hello", '"she hello"', "hello -loudly"],
    ),
    "spanish": (
        "¿Qué pasa, señor? ¡Olé!",
        ["que", "qué", "QUÉ pasa", "senor", "ole", "Olé!"],
        ["pas"],
    ),
    "apostrophes": (
        "rock’n’roll isn't dead, l’école, O`Brien and ʻokina",
        [
            "rock'n'roll",
            "rock’n’roll",
            "rock",
            "roll",
            "rocknroll",
            "isnt",
            "isn’t",
            "isn´t",
            "école",
            "l'ecole",
            "lecole",
            "brien",
            "O'Brien",
            "o‘brien",
            "obrien",
            "okina",
            "ʻokina",
        ],
        ["rocks'n", "obriens'x"],
    ),
    "german": (
        "„Wort“ und »Straße« in München: GROẞ",
        [
            "wort",
            "„Wort“",
            "strasse",
            "STRASSE",
            "straße",
            "Straße",
            "munchen",
            "münchen",
            "groß",
            "gross",
        ],
        ["muenchen"],
    ),
    "nfd": (
        "Cafe\u0301 de\u0301ja\u0300 vu",
        ["café", "cafe", "cafe\u0301", "déjà vu", '"déjà vu"'],
        [],
    ),
    "nfc": ("Café déjà vu", ["cafe\u0301", "de\u0301ja\u0300", "CAFE\u0301"], ["cafes x"]),
    "turkish": (
        "İstanbul'da ışık, DIŞ ve iç",
        [
            "istanbul",
            "İSTANBUL",
            "ISTANBUL",
            "Istanbul",
            "ıstanbul",
            "isik",
            "ışık",
            "IŞIK",
            "dış",
            "dis",
        ],
        [],
    ),
    "greek": (
        "Ο Οδυσσεύς ταξίδεψε. ΚΑΛΗΜΈΡΑ ΚΌΣΜΟΣ",
        ["οδυσσευσ", "οδυσσεύς", "ΟΔΥΣΣΕΥΣ", "καλημέρα κόσμος", "κοσμοσ", "ταξιδεψε"],
        ["οδυσσευ"],
    ),
    "russian": (
        "Ёлка и мой Йод",
        ["елка", "ёлка", "ЁЛКА", "е\u0308лка", "мой", "МОИ\u0306", "йод"],
        ["мои", "иод"],
    ),
    "vietnamese": ("Đường Nguyễn Huệ", ["duong", "nguyen", "Nguyễn Huệ", '"đường nguyễn"'], []),
    "polish": ("Łódź jest piękna", ["lodz", "łódź", "ŁÓDŹ", "piekna"], []),
    "arabic": (
        "مرحبا، كيف حالك؟ السَّلامُ عَلَيْكُم؛ أهلاً ١٢٣ عـــربي",
        ["مرحبا", "حالك", "السلام عليكم", "السَّلام", "اهلا", "أهلا", "123", "١٢٣", "عربي", "كيف"],
        ["مرحب"],
    ),
    "persian": ("می‌خواهم کتابی", ["میخواهم", "می‌خواهم", "كتابي", "کتابی"], []),
    "hebrew": ("שָׁלוֹם עולם", ["שלום", "שָׁלוֹם", "עולם"], []),
    "hindi": (
        "हिन्दी लेखक, क़िताब। १२ दुनिया",
        ["हिन्दी", "लेखक", '"हिन्दी लेखक"', "क\u093cिताब", "क़िताब", "12", "१२", "दुनिया", "हिन्\u200dदी"],
        ["हिन", "लेख"],
    ),
    "tamil": ("தமிழ் மொழி, বাংলা", ["தமிழ்", "மொழி", "বাংলা"], ["தமி"]),
    "korean": ("안녕하세요 세계", ["안녕하세요", "세계"], []),
    "chinese": (
        "今天天气很好，我喜欢猫。中华人民共和国 C语言",
        [
            "天气",
            "今天",
            "猫",
            "今天天气",
            '"今天天气"',
            "很好",
            "喜欢",
            "我喜欢猫",
            "中华",
            "共和国",
            "语言",
            "c语言",
            "天气 猫",
            "今天*",
        ],
        ["明天", "天气 狗", '"天气今天"', "-天气"],
    ),
    "japanese": (
        "東京都の小学校で、今日は天気がいいですね。ｶﾞﾗｽ アメリカンコーヒー 日本語",
        [
            "東京",
            "東京都",
            "学校",
            "小学校",
            "天気",
            "今日",
            "ガラス",
            "コーヒー",
            "アメリカン",
            "日本語",
            "日本",
            "ｶﾞﾗｽ",
        ],
        ["京都", "カラス", "明日"],
    ),
    "thai": (
        "สวัสดีชาวโลก วันนี้อากาศดีมาก ทำงาน",
        ["สวัสดี", "โลก", "ชาวโลก", "อากาศ", "ทำงาน", '"สวัสดีชาวโลก"'],
        ["แมว"],
    ),
    "compounds": (
        "covid-19 in file.txt: yes/no, AT&T, snake_case; e-mail U.S.A. 3.14 and 1,000,000 "
        "C++ #HashTag @ada_l",
        [
            "covid-19",
            "covid",
            "19",
            "covid19",
            "covid 19",
            "file.txt",
            "file",
            "txt",
            "yes/no",
            "yes",
            "no",
            "AT&T",
            "snake_case",
            "snake",
            "e-mail",
            "email",
            "usa",
            "U.S.A.",
            "3.14",
            "1,000,000",
            "1000000",
            "C++",
            "#hashtag",
            "hashtag",
            "@ada_l",
            "#HASHTAG",
            "ada_l",
            "covid‑19",
            "(yes)",
            "yes, no!",
        ],
        ["covid-20", "file.text", "no/yes", "hash", '"19 covid"', "covid -19"],
    ),
    "url": (
        f"Read {URL}, then mail john.doe+tag@mail.example.org.",
        [
            URL,
            URL.lower(),
            "example.com",
            "Example.com",
            "https://example.com",
            "example",
            "page_2.html",
            "john.doe+tag@mail.example.org",
            "mail.example.org",
            "john.doe",
            "example.org",
            "doe",
        ],
        ["https://example.com/other", "example.net", "jane.doe+tag@mail.example.org"],
    ),
    "emoji": (
        "Great 🎉 👩‍👩‍👧 👍🏽 ❤️ 🇩🇪 ☕ news",
        ["🎉", "👍", "👍🏽", "👩‍👩‍👧", "👩", "❤", "❤️", "🇩🇪", "great 🎉", "☕"],
        ["🎂", "🇫🇷", "-🎉"],
    ),
    "forms": (
        "Ｆｕｌｌ ｗｉｄｔｈ, ﬁne ﬂow, soft\u00adhyphen, zero\u200dwidth\u2060joiner, "
        "m², Foo™, № 5, ½ cup, ①",
        [
            "full",
            "width",
            "fine",
            "flow",
            "softhyphen",
            "soft\u00adhyphen",
            "zerowidthjoiner",
            "m2",
            "m²",
            "foo",
            "½",
            "cup",
            "1",
            "①",
            "ｆｕｌｌ",
        ],
        ["soft"],
    ),
    "nothing to see": ("\u202eabc\u202c de\u200bf", ["abc", "de"], []),
    "stop words": (
        "To be, or not to be: that is the question",
        [
            "to be or not to be",
            '"to be or not to be"',
            "the",
            "to",
            "is",
            '"that is the"',
            "question -answer",
            "questions",
        ],
        ['"to not be"', "the -is"],
    ),
    "english": (
        "She was walking with running shoes",
        ["walk", "walked", "walks", "run", "shoe", '"walking with"', "wal*", "walking*", "SHO*"],
        ['"walk"', '"walk with"', "-walk", "wax*", "talk"],
    ),
}
FINDS = [(name, query) for name, (_, queries, _) in FOUND.items() for query in queries]
LEAVES = [(name, query) for name, (_, _, queries) in FOUND.items() for query in queries]


@pytest.fixture
def author() -> User:
    return make_user("ada")


def found(text: str) -> list[str]:
    wanted = PostFilter(text=text)
    texts = [post.content for post in posts_page(ANYONE, wanted, PageRequest(first=100)).items]
    assert count_posts(ANYONE, wanted) == len(texts)
    return texts


def test_what_is_found(author: User) -> None:
    for text, _, _ in FOUND.values():
        make_post(author, text)
    missed = [each for each in FINDS if FOUND[each[0]][0] not in found(each[1])]
    wrong = [each for each in LEAVES if FOUND[each[0]][0] in found(each[1])]
    assert (missed, wrong) == ([], [])
