"""Readers of the dashboard: websocket sessions of the real server that ask for one view after another."""

import asyncio
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.util import calc_hash
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

SECONDS_BETWEEN = 5.0
"""How long a busy reader looks at a view, on average."""
VIEWS_EACH = 8
"""Views every reader asks for after the first."""
SEED = 20260401
VIEWS = (
    ("", ""),
    ("", "nat=foreign"),
    ("pyramid", "band=1"),
    ("pyramid", "cmp=none&pct=1"),
    ("movements", "span=10"),
    ("movements", "sex=female&basis=event"),
    ("flows", "band=5"),
    ("households", "ind=child"),
    ("foreign", ""),
    ("map", "ind=elderly&areas=0001001"),
    ("map", "ind=members&view=centre"),
    ("table", "rows=age_band&column=nationality"),
    ("table", "subject=movements&rows=reason&column=month&time=last12"),
    ("quality", ""),
)
"""Page and choices; half of the views add a month."""
ALERT = "alert"


@dataclass
class Readers:
    """What readers see: seconds per rerun, bytes of the largest page by path, alerts of errors."""

    port: int
    seconds_between: float = SECONDS_BETWEEN
    views_each: int = VIEWS_EACH
    seconds: list[float] = field(default_factory=list)
    largest: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    errors: int = 0

    async def look(self, count: int, months: tuple[str, ...]) -> None:
        """Let so many readers look at views at once, each at its own pace, until all have seen theirs."""
        await asyncio.gather(*(self._read(random.Random(SEED + number), months) for number in range(count)))

    async def _read(self, dice: random.Random, months: tuple[str, ...]) -> None:
        address = f"127.0.0.1:{self.port}"
        async with connect(
            f"ws://{address}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(f"http://{address}"),
            max_size=None,
        ) as session:
            await asyncio.sleep(dice.uniform(0, self.seconds_between))
            await self.ask(session, "", "")
            for _ in range(self.views_each):
                await asyncio.sleep(dice.expovariate(1 / self.seconds_between))
                path, query = dice.choice(VIEWS)
                month = f"&ym={dice.choice(months)}" if dice.random() < 0.5 else ""
                self.seconds.append(await self.ask(session, path, query + month))

    async def ask(self, session: ClientConnection, path: str, query: str) -> float:
        """Ask for a view, read it, and return the seconds until its last word."""
        request = BackMsg()
        request.rerun_script.query_string = query.removeprefix("&")
        request.rerun_script.page_script_hash = calc_hash(path) if path else ""
        started = time.perf_counter()
        await session.send(request.SerializeToString())
        messages: list[ForwardMsg] = []
        while not messages or messages[-1].WhichOneof("type") != "script_finished":
            messages.append(ForwardMsg.FromString(await session.recv(decode=False)))
        seconds = time.perf_counter() - started
        self.read(path, messages)
        return seconds

    def read(self, path: str, messages: Sequence[ForwardMsg]) -> None:
        """Take in a view as it was sent."""
        self.largest[path] = max(self.largest[path], sum(message.ByteSize() for message in messages))
        self.errors += sum(message.delta.new_element.WhichOneof("type") == ALERT for message in messages)
