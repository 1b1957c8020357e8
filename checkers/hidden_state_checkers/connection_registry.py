"""HS601: Connections, rooms, presence or waiting requests are kept in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hidden_state.checker import Checker
from hidden_state.finding import Consequences
from hidden_state.words import has_word, words_in
from hidden_state_checkers._evidence import ADDED, KEPT, KEYED, WHOLE

if TYPE_CHECKING:
    from hidden_state.project import State

TELLING = frozenset(
    """websocket websockets socket sockets sid sids online presence connected waiter
    waiters""".split()
)
"""Words that speak of who is connected, whatever is stored."""
HINTING = frozenset(
    """client clients connection connections room rooms member members subscriber subscribers
    subscription subscriptions listener listeners viewer viewers watcher watchers participant
    participants player players peer peers user users waiting pending channel channels""".split()
)
"""Words that do so where a socket, a stream or a queue is at hand."""
JOBS = frozenset("job jobs task tasks".split())
SOCKETS = frozenset({"websocket", "socket", "connection", "channel"})
"""Words in the kinds of entry points that serve one connection."""
WAITED_FOR = frozenset({"future", "queue"})


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

    Flask:

        from flask import Flask
        from flask_socketio import SocketIO, emit, join_room

        app = Flask(__name__)
        socketio = SocketIO(app, message_queue="redis://cache:6379/0")

        @socketio.on("join")
        def join(room):
            join_room(room)
            emit("joined", room, to=room)

    Django:

        from channels.generic.websocket import AsyncWebsocketConsumer
        from django.urls import path

        CHANNEL_LAYERS = {
            "default": {
                "BACKEND": "channels_redis.core.RedisChannelLayer",
                "CONFIG": {"hosts": ["redis://cache:6379"]},
            }
        }

        class Chat(AsyncWebsocketConsumer):
            async def connect(self):
                await self.channel_layer.group_add("chat", self.channel_name)
                await self.accept()

        websocket_urlpatterns = [path("chat", Chat.as_asgi())]

    Not reported:

        Tables of options and codes of sockets, and connections of an object
        that lives as long as the request.

    Limits:

        What is kept is told from its kind (sockets, futures, events) and from
        names (`connections`, `rooms`, `online`); a registry with no such sign
        is HS101 or HS104. Sockets that an instance keeps for itself alone,
        and serves with what it hears through Redis, are reported all the
        same: accept them, with that reason.
    """

    code = "HS601"
    name = "connection-registry"
    category = "connection-state"
    specificity = 30
    effect = "what happens on one instance does not reach who is connected to another"
    instead = "Publish through Redis pub/sub or a broker, and keep presence in Redis with an expiry"
    consequences = Consequences(
        scale_out="a message reaches only who is connected to the same instance",
        instance_loss="its connections drop, and nobody knows who was there",
        rolling_deploy="clients reconnect to instances that know nothing of each other",
        rollback="presence and rooms begin empty again",
    )

    def claims(self, state: State) -> bool:
        """Whether the state is of this kind."""
        if state.kind not in KEPT:
            return False
        return "websocket" in state.holds or _keeps_waiting(state) or _is_called_so(state)


def _keeps_waiting(state: State) -> bool:
    """Whether futures, events or queues are collected, so that others can find them."""
    return not has_word(state.symbol, JOBS) and any(
        write.kinds & WAITED_FOR and write.how in KEYED | ADDED for write in state.writes
    )


def _is_called_so(state: State) -> bool:
    """Whether the name speaks of connections, and of nothing that is merely counted or switched."""
    collects = any(
        write.how in KEYED | ADDED and write.kinds != {"count"} for write in state.writes
    ) or any(write.how in WHOLE and write.kinds & WAITED_FOR for write in state.writes)
    if not collects:
        return False
    if has_word(state.symbol, TELLING):
        return True
    serves_connections = not SOCKETS.isdisjoint(words_in(state.entrance.kind))
    return (serves_connections or bool(state.holds & WAITED_FOR)) and has_word(
        state.symbol, HINTING
    )
