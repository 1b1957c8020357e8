"""What commands do to files, by the rows that ship with the linter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hidden_state.models import load
from hidden_state.project.commands.outputs import deeds, plain_commands
from hidden_state.project.commands.shell import commands
from hidden_state.project.files import text as texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hidden_state.models.file_tables import CommandRow


@pytest.fixture(scope="module")
def rows() -> Mapping[str, tuple[CommandRow, ...]]:
    return load().on_disk.commands


WRITES = {
    "ffmpeg -y -i a.mkv -c:v h264 -ss 5 b.mp4": "ffmpeg write b.mp4",
    "convert a.png -resize 100x100 b.png": "convert write b.png",
    "pg_dump -Fc --file=/srv/a.dump shop": "pg_dump write /srv/a.dump",
    "tar -C /mnt -czf /srv/a.tgz .": "tar write /srv/a.tgz",
    "cd /srv && tar xzf a.tgz": "tar write /srv",
    "tar -xf a.tgz --directory /srv": "tar write /srv",
    "git clone -b main --depth 1 https://x/a.git /srv/a": "git write /srv/a",
    "git -C /srv/a pull origin": "git write /srv/a",
    "sudo -u www timeout -k 5 60 touch /srv/a": "touch write /srv/a",
    "env LANG=C nice -n 5 tee -a /srv/a": "tee write /srv/a",
    "bash -lc 'sort a > /srv/b'": "sort write /srv/b",
    "cp -R /mnt/a /srv/b": "cp copy /srv/b from /mnt/a",
    "mv /mnt/a /srv/b": "mv move /srv/b from /mnt/a",
    "rm -rf /srv/a": "rm delete /srv/a",
    "mkdir -p -m 755 /srv/a": "mkdir make /srv/a",
    "sed -i -e s/a/b/ /srv/a": "sed write /srv/a",
    "7z x a.7z -o/srv/a": "7z write /srv/a",
    "dd if=/mnt/a of=/srv/b": "dd write /srv/b",
    "sqlite3 /mnt/a.db \".backup '/srv/b.db'\"": "sqlite3 write /srv/b.db",
    "docker cp shop:/a /srv/a": "docker write /srv/a",
    "rsync -az -e ssh host:/a /srv/b": "rsync copy /srv/b from host:/a",
    "aws s3 cp s3://shop/a /srv/a": "aws write /srv/a",
    "pdftoppm -r 72 -png a.pdf /srv/page": "pdftoppm write /srv/page",
    "ssh-keygen -t rsa -f /srv/key": "ssh-keygen write /srv/key",
    "unknown --all > /srv/a": "unknown write /srv/a",
    "rm -rf /srv/a/*": "rm delete /srv/a",
    "ffmpeg -i a.mkv /srv/a/%03d.jpg": "ffmpeg write /srv/a/{?many|}.jpg",
}
READS = (
    "ffmpeg -i a.mkv",
    "ffmpeg -i a.mkv -f null -",
    "ffmpeg -i a.mkv -f wav pipe:1",
    "ffmpeg -i a.mkv rtmp://host/live",
    "convert a.png png:-",
    "git log -1 > /dev/null",
    "git clone https://x/a.git",
    "git -C /srv/a status",
    "tar -tf /srv/a.tgz",
    "tar -xf a.tgz cfg",
    "cd /srv && tar -xOf a.tgz cfg",
    "cd /srv && 7z e a.7z cfg -so",
    "unzip -l a.zip",
    "gzip -c /srv/a",
    "pdftotext /srv/a.pdf -",
    "pdftoppm -r 72 /srv/a.pdf",
    "rsync -a /srv/a host:/b",
    "scp /srv/a host:",
    "aws s3 cp /srv/a s3://shop/a",
    "curl -o - https://x",
    "wget -qO- https://x",
    "ssh host 'cat > /srv/a'",
    "kubectl get pods/a -o json",
    "ssh-keygen -y -f /srv/key",
    "openssl x509 -in /srv/a.pem -text",
    "sed -n 1,5p /srv/a",
    "unknown -o /srv/a",
)


@pytest.mark.parametrize("line", WRITES)
def test_a_command_touches(line: str, rows: Mapping[str, tuple[CommandRow, ...]]) -> None:
    found = [
        f"{deed.program} {deed.does} {deed.path}{' from ' * bool(deed.source)}{deed.source}"
        for command in plain_commands(rows, commands(line))
        for deed in deeds(rows, command)
    ]

    assert found == [WRITES[line]]


@pytest.mark.parametrize("line", READS)
def test_a_command_leaves_nothing(line: str, rows: Mapping[str, tuple[CommandRow, ...]]) -> None:
    found = [
        deed.path
        for command in plain_commands(rows, commands(line))
        for deed in deeds(rows, command)
    ]

    assert found in ([], ["/dev/null"])


@pytest.mark.parametrize("name", ["FFMPEG_PATH", "ffmpegBinary", "get_ffmpeg_exe", "ffmpeg"])
def test_a_variable_is_called_after_its_program(
    name: str, rows: Mapping[str, tuple[CommandRow, ...]]
) -> None:
    (command,) = commands(f"{texts.token(texts.OPEN, 'x', name)} -i a.mkv /srv/b.mp4")

    assert [deed.path for deed in deeds(rows, command)] == ["/srv/b.mp4"]


@pytest.mark.parametrize("name", ["command", "sudo_path", "my_tool", "ffmpeg_options", ""])
def test_other_variables_are_no_program(
    name: str, rows: Mapping[str, tuple[CommandRow, ...]]
) -> None:
    (command,) = commands(f"{texts.token(texts.OPEN, 'x', name)} -i a.mkv /srv/b.mp4")

    assert list(deeds(rows, command)) == []
