"""HS602: A real-time server has no message queue that instances share."""

from __future__ import annotations

from hidden_state.checker import Checker
from hidden_state.finding import Consequences


class SocketServer(Checker):
    """A real-time server has no message queue that instances share.

    Rooms, groups and broadcasts of a socket server live in the process that
    holds the connection. Two people in one room are connected to two
    instances, and never see each other's messages.

    Bad:

        from flask import Flask
        from flask_socketio import SocketIO, emit

        app = Flask(__name__)
        socketio = SocketIO(app)

        @socketio.on("message")
        def message(text):
            emit("message", text, broadcast=True)

    Good:

        from flask import Flask
        from flask_socketio import SocketIO, emit

        app = Flask(__name__)
        socketio = SocketIO(app, message_queue="redis://cache:6379/0")

        @socketio.on("message")
        def message(text):
            emit("message", text, broadcast=True)

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
            async def receive(self, text_data):
                message = {"type": "say", "text": text_data}
                await self.channel_layer.group_send("chat", message)

            async def say(self, event):
                await self.send(event["text"])

        websocket_urlpatterns = [path("chat", Chat.as_asgi())]

    FastAPI:

        import socketio
        from fastapi import FastAPI

        manager = socketio.AsyncRedisManager("redis://cache:6379/0")
        server = socketio.AsyncServer(async_mode="asgi", client_manager=manager)
        app = FastAPI()
        app.mount("/ws", socketio.ASGIApp(server))

        @server.on("message")
        async def message(sid, text):
            await server.emit("message", text)

    Not reported:

        A server whose queue comes from a setting that has to be there.

    Limits:

        A server of a library without a model is not known.
    """

    code = "HS602"
    name = "socket-server"
    category = "connection-state"
    specificity = 20
    kinds = frozenset({"socket server"})
    says = "has no message queue that instances share"
    effect = "an event reaches only the clients that are connected to this process"
    instead = "Give it a message queue that all instances share: Redis, RabbitMQ, Kafka"
    consequences = Consequences(
        scale_out="a broadcast reaches the clients of one instance",
        instance_loss="its clients lose their rooms and what was sent while they reconnect",
        rolling_deploy="clients of old and new instances do not see each other",
        rollback="nothing stays behind",
    )
