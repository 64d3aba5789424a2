"""The rows of one invented person: a base row perhaps, then changes of every kind, likely and unlikely."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from tests.random_registers.columns import CHANGE_COLUMNS, RESIDENT_COLUMNS, Cells, blank_cells

ADDS = ("11", "11", "11", "12", "13", "16")
REMOVES = ("21", "21", "21", "21", "22", "23", "26")
MODIFIES = ("31", "31", "31", "32", "33", "34", "34", "37", "40", "41", "42", "43", "47")
WITHOUT_EFFECT = ("17", "18", "27", "28", "51")
PAIRS = (("24", "14"), ("25", "15"))
BIRTHS = (
    "1924-00-00",
    "1923-11-05",
    "1940-04-04",
    "1949-00-00",
    "1950-00-00",
    "1950-03-00",
    "1954-02-00",
    "1964-02-29",
    "1980-06-15",
    "1984-03-01",
    "1989-01-07",
    "2001-02-29",
    "2004-02-29",
    "2009-04-01",
    "2019-04-02",
    "2023-12-31",
    "2024-00-00",
    "2024-02-00",
    "2024-03-15",
    "0000-00-00",
    "1912-07-30",
    "1926-12-25",
)
RELATIONSHIPS = ("世帯主", "世帯主", "世帯主", "妻", "子", "子の子", "同居人", "母", "")
PARTNERS = ("131016", "041009", "012025", "032018", "")
COUNTRIES = ("840", "156", "704", "")
STEPS = (0, 0, 0, 0, 1, 1, 2, 5, 9, 14, 30)


@dataclass(frozen=True)
class Place:
    """A municipality of the random store."""

    code: str
    base_date: date
    towns: tuple[str, ...]
    households: int


@dataclass
class Life:
    """One person being made up. `recorded` moves on; `history` grows; `here` is what the maker believes."""

    random: Random
    place: Place
    number: int
    state: Cells
    history: int
    recorded: date
    here: bool
    base: Cells | None = None
    changes: list[Cells] = field(default_factory=list)

    def step(self) -> None:
        """Go on to the next row: often on the same day, sometimes days later, rarely back."""
        self.history += self.random.choice((1, 1, 1, 2, 5))
        self.recorded += timedelta(days=self.random.choice(STEPS))
        if self.random.random() < 0.03:
            self.recorded -= timedelta(days=self.random.randrange(10))

    def write(self, reason: str, *, happened: str, **cells: str) -> Cells:
        """Add a change row with the state as it stands."""
        number = f"{self.number:0{self.random.choice((1, 1, 1, 10, 15))}d}"
        moment = datetime.combine(self.recorded, datetime.min.time()) + timedelta(
            seconds=self.random.randrange(86400)
        )
        notified = self.recorded - timedelta(days=self.random.choice((0, 0, 1, 3, 20)))
        row = blank_cells(CHANGE_COLUMNS) | self.state
        row |= {"宛名番号": number, "履歴番号": str(self.history), "異動事由コード": reason}
        row |= {"異動年月日": happened, "処理日時": moment.isoformat(timespec="seconds")}
        row |= {"届出年月日": self.random.choice((notified.isoformat(), notified.isoformat(), ""))}
        row |= {"異動区分": self.random.choice(("1", "1", "2", "3", "4", "")), **cells}
        self.changes.append(row)
        return row


def happened_before(life: Life) -> str:
    """Return an 異動年月日: some days before the recording, on it, after it, unknown or impossible."""
    if life.random.random() < 0.08:
        return life.random.choice(("0000-00-00", "2024-00-00", "2024-02-00", "2024-02-30", "2023-11-31"))
    return (life.recorded - timedelta(days=life.random.choice((0, 0, 0, 1, 4, 12, 45, -2)))).isoformat()


def new_state(random: Random, place: Place) -> Cells:
    """Return the state columns of a person nobody has seen before."""
    foreign = random.random() < 0.25
    return {
        "市区町村コード": place.code,
        "世帯番号": str(random.randrange(1, place.households + 1)),
        "個人番号": f"{random.randrange(10**12):012d}",
        "住民票コード": f"{random.randrange(10**11):011d}",
        "氏名": random.choice(("試験　太郎", "髙﨑　花子", "Test, Taro")),
        "氏名フリガナ": "シケン",
        "生年月日": random.choice(BIRTHS),
        "性別": random.choice("1111122222" + "0"),
        "住民種別": "2" if foreign else "1",
        "国籍・地域コード": random.choice(("156", "704", "999", "")) if foreign else "",
        "在留資格": random.choice(("永住者", "技能実習２号ロ", "留学", "")) if foreign else "",
        "第30条45規定区分": random.choice(("中長期在留者", "")) if foreign else "",
        "続柄": random.choice(RELATIONSHIPS),
        "町字コード": random.choice(place.towns),
        "番地号": "1番1号",
        "方書": random.choice(("", 'サンプル荘"A", １０１')),
    }


def altered(life: Life) -> Cells:
    """Return the state with one or two things changed."""
    fresh = new_state(life.random, life.place)
    state = dict(life.state)
    for group in life.random.sample(
        (
            ("町字コード",),
            ("町字コード", "世帯番号"),
            ("世帯番号", "続柄"),
            ("続柄",),
            ("性別",),
            ("生年月日",),
            ("住民種別", "国籍・地域コード", "在留資格", "第30条45規定区分"),
            ("氏名",),
        ),
        k=life.random.choice((1, 1, 2)),
    ):
        state |= {column: fresh[column] for column in group}
    return state


def enter(life: Life) -> None:
    reason = life.random.choice(ADDS)
    life.state = altered(life) if life.random.random() < 0.6 else life.state
    partners = {}
    if reason == "11":
        partners = {"転入前市区町村コード": life.random.choice(PARTNERS)}
    if reason == "12":
        partners = {"転入前国名コード": life.random.choice(COUNTRIES)}
    life.write(reason, happened=happened_before(life), **partners)
    life.here = True


def leave(life: Life) -> None:
    """Write a removal; its own row may show another state than the one that ends, even no household."""
    reason = life.random.choice(REMOVES)
    row = life.write(reason, happened=happened_before(life))
    if life.random.random() < 0.2:
        row |= {"町字コード": life.random.choice(life.place.towns), "生年月日": life.random.choice(BIRTHS)}
    if life.random.random() < 0.2:
        row["世帯番号"] = ""
    if reason == "21":
        row["転出先市区町村コード"] = life.random.choice(PARTNERS)
    if reason == "22":
        row["転出先国名コード"] = life.random.choice(COUNTRIES)
    if reason in ("21", "22"):
        plan(life, row)
    life.here = False


def plan(life: Life, out_move: Cells) -> None:
    """Plan a 転出 for another day, and let its 転入通知 come: none, one, several, early, late, half-known."""
    ahead = life.random.choice((0, 0, 3, 7, 20, 45, 100, -5))
    if life.random.random() < 0.9:
        out_move["異動年月日"] = (life.recorded + timedelta(days=ahead)).isoformat()
    named = out_move["履歴番号"]
    for _ in range(life.random.choice((0, 0, 0, 1, 1, 2, 3))):
        life.step()
        life.write("50", happened=happened_before(life), 参照履歴番号=named)


def modify(life: Life) -> None:
    life.state = altered(life)
    life.write(life.random.choice(MODIFIES), happened=happened_before(life))


def show_nothing(life: Life) -> None:
    """Write a row that never has an effect, with a state of its own."""
    row = life.write(life.random.choice(WITHOUT_EFFECT), happened=happened_before(life))
    row |= {"町字コード": life.random.choice(life.place.towns)}


def change_nationality(life: Life) -> None:
    """Write a 24 and a 14 (or 25 and 15), mostly on one day, in either order, once in a life each."""
    removal, entry = life.random.choice(PAIRS)
    if any(row["異動事由コード"] == removal for row in life.changes):
        return
    happened = happened_before(life)
    for reason in life.random.sample((removal, entry), k=2):
        if reason == entry:
            life.state = altered(life) | {"住民種別": "1" if entry == "14" else "2"}
        life.write(reason, happened=happened)
        life.history += life.random.choice((1, 1, 2))
        if life.random.random() < 0.15:
            life.recorded += timedelta(days=1)
    life.here = True


def cancel(life: Life) -> None:
    """Cancel an earlier row: the last one, any one, one that nobody knows, the base row."""
    earlier = [int(row["履歴番号"]) for row in life.changes if int(row["履歴番号"]) < life.history]
    if life.base is not None and int(life.base["履歴番号"]) < life.history and life.random.random() < 0.1:
        earlier = [int(life.base["履歴番号"])]
    if not earlier or life.random.random() < 0.08:
        earlier = [life.random.randrange(1, life.history)] if life.history > 1 else []
    if earlier:
        target = earlier[-1] if life.random.random() < 0.6 else life.random.choice(earlier)
        life.state = altered(life) if life.random.random() < 0.3 else life.state
        reason = life.random.choice(("29", "49") if life.here else ("19", "19", "49"))
        life.write(reason, happened=happened_before(life), 参照履歴番号=str(target))
        life.here = {"19": True, "29": False, "49": life.here}[reason]


HERE = (leave, leave, modify, modify, modify, change_nationality, show_nothing, cancel, cancel)
AWAY = (enter, enter, enter, cancel, cancel, show_nothing)


def make_life(random: Random, place: Place, number: int) -> Life:
    """Return a person with a base row or without, and up to ten changes before and after the base date."""
    start = place.base_date - timedelta(days=random.choice((40, 12, 3, 0, 0, -1, -5, -20, -60)))
    life = Life(random, place, number, new_state(random, place), random.choice((1, 1, 2, 4)), start, False)
    if random.random() < 0.75:
        life.base = blank_cells(RESIDENT_COLUMNS) | new_state(random, place)
        shown = random.choice((life.history, life.history, life.history + random.randrange(6)))
        life.base |= {"宛名番号": str(number), "履歴番号": str(shown), "基準日": place.base_date.isoformat()}
        life.here = True
        life.state = {column: life.base[column] for column in life.state}
    for _ in range(random.choice((0, 0, 1, 2, 3, 4, 5, 6, 8, 10))):
        life.step()
        likely = HERE if life.here else AWAY
        random.choice(likely if random.random() < 0.85 else HERE + AWAY)(life)
    return life
