"""What stands between the network and Streamlit: own addresses only, and headers on every answer."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
"""How a browser on this machine calls it."""

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        # Vega compiles its expressions with Function(); the shell has one inline script.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        # Streamlit styles its elements inline.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def security_headers(app: ASGIApp) -> ASGIApp:
    """Return `app` with the security headers on every answer."""
    added = [(name.encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]

    async def with_headers(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *added]}
            await send(message)

        await app(scope, receive, send_with_headers)

    return with_headers


def own_origin_only(app: ASGIApp, *, names: Iterable[str]) -> ASGIApp:
    """Return `app` for requests that were sent to one of `names` and by a page of one of them.

    A foreign name that resolves to loopback could read the pages otherwise. And Streamlit, which would
    refuse a foreign page too, first asks the internet for the address of this machine.
    """
    own = LOCAL_NAMES | set(names)

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or asked_and_sent_by(scope) <= own:
            await app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse("This server answers pages of its own only.", 403)(scope, receive, send)

    return guarded


def secure_cookies(app: ASGIApp) -> ASGIApp:
    """Return `app` with cookies that browsers send back by TLS only."""

    async def with_secure(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secure(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [
                    (name, value + b"; Secure" if name == b"set-cookie" and b"Secure" not in value else value)
                    for name, value in message.get("headers", [])
                ]
                message = {**message, "headers": headers}
            await send(message)

        await app(scope, receive, send_secure)

    return with_secure


def asked_and_sent_by(scope: Scope) -> set[str]:
    """Return the names of the server that was asked and, if a page asks, of the server it came from."""
    headers = dict(scope["headers"])
    asked = urlsplit("//" + headers.get(b"host", b"").decode("latin-1")).hostname
    sender = headers.get(b"origin")
    return {asked or ""} | ({urlsplit(sender.decode("latin-1")).hostname or ""} if sender else set())
