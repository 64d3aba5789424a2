"""The server: health, headers, who may ask, what it prints, what it serves when."""

import json
import re
import shutil
import socket
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import BrowserContext

from dashboards.shell import STATIC
from store.home import open_home
from store.published import point_to
from tests.command_line import jukistat
from tests.dashboards.serving import Server, ask, serving


def test_health_names_the_version(server: Server) -> None:
    status, _, text = ask(f"{server.address}/healthz")
    assert (status, json.loads(text)) == (200, {"status": "ok", "version": "v0001"})


@pytest.mark.parametrize("path", ["", "map", "quality", "healthz", "favicon.png", "geometry/022039.json"])
def test_every_answer_forbids_the_browser_to_go_elsewhere(server: Server, path: str) -> None:
    status, headers, _ = ask(f"{server.address}/{path}")
    names = {name.lower(): value for name, value in headers.items()}
    assert status == 200
    assert "default-src 'self'" in names["content-security-policy"]
    assert "http" not in names["content-security-policy"]
    assert names["x-content-type-options"] == "nosniff"


def test_the_shell_is_in_japanese_with_our_style(server: Server) -> None:
    html = ask(f"{server.address}/pyramid")[2]
    (style,) = re.findall('<link rel="stylesheet" href="(/page-[0-9a-f]+.css)"></body>', html)
    assert '<html lang="ja">' in html
    assert ask(f"{server.address}{style}")[2] == (STATIC / "page.css").read_text("utf-8")


@pytest.mark.parametrize("path", ["nonsense", "map/022039", "page-0.css", "pages/overview"])
def test_what_is_no_page_is_told_in_japanese(server: Server, path: str) -> None:
    """Streamlit would serve its own page at any address, and say so in English."""
    status, headers, html = ask(f"{server.address}/{path}")
    assert (status, "このページはありません" in html) == (404, True)
    assert "content-security-policy" in {name.lower() for name in headers}


@pytest.mark.parametrize(
    "headers", [{"host": "statistics.example"}, {"origin": "https://statistics.example"}, {"origin": "null"}]
)
@pytest.mark.parametrize("path", ["", "healthz", "_stcore/health", "_stcore/stream"])
def test_foreign_names_and_pages_are_refused(server: Server, path: str, headers: dict[str, str]) -> None:
    assert ask(f"{server.address}/{path}", **headers)[0] == 403


def test_a_foreign_page_cannot_open_the_stream(server: Server) -> None:
    """And the server asks nobody for its own address, as Streamlit would before it refuses."""
    host, _, port = server.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(
            b"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://statistics.example\r\n"
            b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert connection.recv(200).startswith(b"HTTP/1.1 403")
    assert server.outside_calls == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "statistics.example"])
def test_only_loopback_is_listened_on(tmp_path: Path, host: str) -> None:
    finished = jukistat(tmp_path, "dashboard", "--host", host, exit_code=2)
    assert "listens on loopback only" in finished.stderr
    assert len(finished.stderr.splitlines()) == 1


@pytest.mark.parametrize("port", ["taken", "70000"])
def test_a_port_that_cannot_be_had_is_said(tmp_path: Path, server: Server, port: str) -> None:
    asked = server.address.rpartition(":")[2] if port == "taken" else port
    finished = jukistat(tmp_path, "dashboard", "--port", asked, exit_code=2)
    assert (
        finished.stderr
        == f"jukistat: Port {asked} of 127.0.0.1 cannot be had. Name a free one with --port.\n"
    )


def test_a_server_prints_its_address_and_stops_quietly(home: Path) -> None:
    with serving(home) as server:
        assert server.stop() == f"Dashboard: {server.address}/ (Ctrl-C stops it)\n"
        assert server.process.returncode == 0


def test_what_is_published_while_the_server_runs_is_served(
    home: Path, tmp_path: Path, browser: BrowserContext
) -> None:
    """First nothing, then a version, then one that ends a month earlier; the file of the old one stays."""
    with serving(tmp_path) as server:
        page = browser.new_page()
        assert json.loads(ask(f"{server.address}/healthz")[2])["status"] == "nothing published"
        page.goto(server.address)
        page.get_by_role("heading", name="まだ公表された版がありません").wait_for()

        shutil.copytree(home / "published", tmp_path / "published")
        page.reload()
        page.get_by_text("2020年2月末現在").wait_for()

        publish_a_month_less(tmp_path)
        page.reload()
        page.get_by_text("2020年1月末現在").wait_for()
        assert "データ版 v0002" in page.locator(".source").inner_text()
        assert json.loads(ask(f"{server.address}/healthz")[2])["version"] == "v0002"
        page.close()


def publish_a_month_less(home_folder: Path) -> None:
    folder = home_folder / "published" / "v0002"
    shutil.copytree(home_folder / "published" / "v0001", folder)
    with duckdb.connect(str(folder / "marts.duckdb")) as connection:
        connection.execute("delete from covered_months where stat_month = '2020-02-01'")
    point_to(open_home(home_folder), "v0002")
