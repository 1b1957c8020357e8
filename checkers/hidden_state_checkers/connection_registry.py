"""HS601: Connections, rooms, presence or waiting requests are kept in memory."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.words import has_word
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hidden_state.project import State

STORES = frozenset({"global", "class", "field", "closure", "application", "bag"})
CONNECTIONS = frozenset({"websocket", "future"})
WORDS = frozenset(
    """connection connections websocket websockets socket sockets subscriber subscribers
    subscription subscriptions room rooms presence listener listeners waiter waiters
    future futures channels sids sid online""".split()
)


class ConnectionRegistry(Checker):
    """Connections, rooms, presence or waiting requests are kept in memory.

    A message that is sent on one instance does not reach who is connected to
    another; a request that waits for a future is never answered when the answer
    arrives elsewhere.

    Bad:

        from fastapi import FastAPI, WebSocket

        app = FastAPI()
        connections: list[WebSocket] = []

        @app.websocket("/chat")
        async def chat(socket: WebSocket):
            await socket.accept()
            connections.append(socket)

    Good:

        from fastapi import FastAPI, WebSocket
        from redis.asyncio import Redis

        app = FastAPI()
        redis = Redis()

        @app.websocket("/chat")
        async def chat(socket: WebSocket):
            await socket.accept()
            async with redis.pubsub() as channel:
                await channel.subscribe("chat")
    """

    code = "HS601"
    name = "connection-registry"
    category = "connection-state"
    specificity = 30
    effect = "what happens on one instance does not reach who is connected to another"
    instead = "Publish through Redis pub/sub or a broker, and keep presence in Redis with an expiry"

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        if state.kind not in STORES:
            return False
        return bool(state.holds & CONNECTIONS) or has_word(state.symbol, WORDS)
