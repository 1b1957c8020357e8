"""Which rule speaks of a state: one program, one code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hidden_state import session
from hidden_state.config import Config

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
import asyncio, secrets, subprocess, threading, time
import httpx
from fastapi import FastAPI, Request, WebSocket
app = FastAPI()
"""

REBOUND_CACHE = """
_menu = None
def menu():
    global _menu
    if _menu is None:
        _menu = httpx.get("https://menu.example").json()
    return _menu
@app.get("/menu")
def show():
    return menu()
"""
EXPIRING_CACHE = """
entries = {}
def find(key):
    hit = entries.get(key)
    if hit is None or time.time() - hit["at"] > 60:
        hit = {"at": time.time(), "value": httpx.get(key).json()}
        entries[key] = hit
    return hit["value"]
@app.get("/entries/{key}")
def show(key: str):
    return find(key)
"""
CACHE_OF_A_CLASS = """
class Prices:
    _all = None
    @classmethod
    def all(cls):
        if cls._all is None:
            cls._all = httpx.get("https://prices.example").json()
        return cls._all
@app.get("/prices")
def prices():
    return Prices.all()
"""
CACHE_CLASS = """
class Cache:
    def __init__(self):
        self.items = {}
    def put(self, key, value):
        self.items[key] = value
store = Cache()
@app.get("/pages/{key}")
def page(key: str):
    store.put(key, httpx.get(key).text)
"""
CACHED_SCOPES = """
token_cache = {}
def token(scope):
    if scope not in token_cache:
        token_cache[scope] = httpx.post("https://auth.example", data=scope).json()["token"]
    return token_cache[scope]
@app.get("/reports/{scope}")
def report(scope: str):
    return token(scope)
"""
ONLY_OBJECT = """
class Board:
    _instance = None
    @classmethod
    def get(cls):
        if cls._instance is None:
            cls._instance = httpx.get("https://board.example").json()
        return cls._instance
@app.get("/board")
def board():
    return Board.get()
"""
REGISTERED = """
users = {}
@app.post("/users")
def add(name: str, password: str):
    if name in users:
        return "taken"
    users[name] = secrets.token_hex() + password
"""
RECENT_CODES = """
status_codes = []
@app.middleware("http")
async def note(request: Request, call_next):
    response = await call_next(request)
    status_codes.append(response.status_code)
    return response
"""
RESET_CODES = """
codes = {}
@app.post("/password/reset")
def forgot(email: str):
    codes[email] = secrets.token_hex(3)
"""
CONVERSATIONS = """
class Conversation:
    def __init__(self):
        self.lines = []
    def say(self, text):
        self.lines.append(text)
sessions = {}
@app.post("/chat/{sid}")
def chat(sid: str, text: str):
    if sid not in sessions:
        sessions[sid] = Conversation()
    sessions[sid].say(text)
"""
DELIVERY_ATTEMPTS = """
delivery_attempts = {}
@app.post("/send/{letter}")
def send(letter: str):
    delivery_attempts[letter] = delivery_attempts.get(letter, 0) + 1
"""
LOGIN_ATTEMPTS = """
login_attempts = {}
@app.post("/login")
def login(user: str):
    login_attempts[user] = login_attempts.get(user, 0) + 1
"""
CART_OF_A_CLASS = """
class CartStore:
    def __init__(self):
        self.by_user = {}
    def put(self, user, item):
        self.by_user[user] = item
carts = CartStore()
@app.post("/items")
def add(user: str, item: str):
    carts.put(user, item)
"""
JOBS_WITH_STATUS = """
tasks = {}
def work(name):
    tasks[name]["status"] = "done"
@app.post("/tasks")
def start(name: str):
    tasks[name] = {"status": "running"}
    threading.Thread(target=work, args=(name,)).start()
"""
PROCESSES = """
running = {}
@app.post("/run/{name}")
def run(name: str):
    running[name] = subprocess.Popen(["sleep", name])
"""
PROGRESS_RECORDS = """
imported = {}
@app.post("/files/{name}")
def start(name: str):
    imported[name] = {"percent": 0}
"""
TO_DO = """
tasks = {}
@app.post("/tasks")
def add(name: str):
    tasks[name] = {"title": name, "done": False}
"""
VACANCIES = """
jobs = {}
@app.post("/jobs")
def add(title: str, pay: int):
    jobs[title] = pay
"""
LIMIT = """
uploads = 3
@app.put("/limit")
def limit(number: int):
    global uploads
    uploads = number
"""
STREAMS = """
queues = {}
@app.get("/stream/{user}")
async def stream(user: str):
    queue = asyncio.Queue()
    queues[user] = queue
    return await queue.get()
"""
WAITING = """
answers = {}
@app.get("/wait/{key}")
async def wait(key: str):
    event = asyncio.Event()
    answers[key] = event
    await event.wait()
"""
SOCKETS_IN_RECORDS = """
people = {}
@app.websocket("/ws/{name}")
async def ws(websocket: WebSocket, name: str):
    people[name] = {"socket": websocket, "at": time.time()}
"""
NEWSLETTER = """
subscribers = []
@app.post("/subscribe")
def subscribe(email: str):
    subscribers.append(email)
"""
HOTEL = """
rooms = {}
@app.post("/rooms")
def add(number: str, beds: int):
    rooms[number] = {"beds": beds}
"""
LOCKED_STOCK = """
lock = threading.Lock()
stock = {"a": 3}
@app.post("/buy/{name}")
def buy(name: str):
    with lock:
        if stock[name] > 0:
            stock[name] -= 1
"""
LOCKED_LIST = """
lock = threading.Lock()
log = []
@app.post("/log/{line}")
def note(line: str):
    with lock:
        log.append(line)
"""
LOCKED_CACHE = """
lock = threading.Lock()
pages = {}
@app.get("/pages/{key}")
def page(key: str):
    with lock:
        if key not in pages:
            pages[key] = httpx.get(key).text
        return pages[key]
"""
NEXT_ORDER = """
next_order = 0
@app.post("/orders")
def order():
    global next_order
    next_order += 1
    return next_order
"""
COUNTED = """
number_of_requests = 0
@app.post("/orders")
def order():
    global number_of_requests
    number_of_requests += 1
"""
EXTENDED = """
tags = set()
@app.post("/tags/{tag}")
def add(tag: str):
    global tags
    tags |= {tag}
"""


@pytest.mark.parametrize(
    ("program", "code"),
    [
        pytest.param(REBOUND_CACHE, "HS405", id="cache that is a name"),
        pytest.param(EXPIRING_CACHE, "HS405", id="cache that expires"),
        pytest.param(CACHE_OF_A_CLASS, "HS405", id="cache on a class"),
        pytest.param(CACHE_CLASS, "HS405", id="class named as a cache"),
        pytest.param(CACHED_SCOPES, "HS405", id="cache of tokens"),
        pytest.param(LOCKED_CACHE, "HS405", id="cache under a lock"),
        pytest.param(ONLY_OBJECT, "HS103", id="the one object of a class"),
        pytest.param(REGISTERED, "HS101", id="users who register"),
        pytest.param(RECENT_CODES, "HS101", id="recent status codes"),
        pytest.param(RESET_CODES, "HS203", id="codes to reset a password"),
        pytest.param(CONVERSATIONS, "HS203", id="sessions made on first use"),
        pytest.param(CART_OF_A_CLASS, "HS203", id="class named after carts"),
        pytest.param(LOGIN_ATTEMPTS, "HS803", id="counts of logins"),
        pytest.param(DELIVERY_ATTEMPTS, "HS101", id="counts of what is tried again"),
        pytest.param(JOBS_WITH_STATUS, "HS505", id="records with a status"),
        pytest.param(PROCESSES, "HS505", id="handles of processes"),
        pytest.param(PROGRESS_RECORDS, "HS505", id="records with a progress"),
        pytest.param(TO_DO, "HS101", id="tasks of people"),
        pytest.param(VACANCIES, "HS101", id="jobs on offer"),
        pytest.param(LIMIT, "HS102", id="a number named uploads"),
        pytest.param(STREAMS, "HS601", id="a queue for each user"),
        pytest.param(WAITING, "HS601", id="events that are waited for"),
        pytest.param(SOCKETS_IN_RECORDS, "HS601", id="sockets inside records"),
        pytest.param(NEWSLETTER, "HS101", id="subscribers of a letter"),
        pytest.param(HOTEL, "HS101", id="rooms with beds"),
        pytest.param(LOCKED_STOCK, "HS802", id="check and change under a lock"),
        pytest.param(LOCKED_LIST, "HS101", id="a mere append under a lock"),
        pytest.param(NEXT_ORDER, "HS804", id="the next number"),
        pytest.param(COUNTED, "HS102", id="the number of something"),
        pytest.param(EXTENDED, "HS101", id="augmented set"),
    ],
)
def test_one_rule_speaks(program: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(HEAD + program, encoding="utf-8")
    found = session.check(Config(root=tmp_path, cache_dir=tmp_path / "cache", jobs=1), None)
    assert [finding.code for finding in found.findings] == [code]
