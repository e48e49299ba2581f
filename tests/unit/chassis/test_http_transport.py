"""The lean transport against real sockets: what it sends, what it reads, and what each failure lets one conclude."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from services.chassis.http_transport import ANSWER_LIMIT, LeanTransport

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@asynccontextmanager
async def a_server(serve: Serve) -> AsyncIterator[str]:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


@asynccontextmanager
async def a_client(*, read: float = 5, connections: int = 4) -> AsyncIterator[httpx.AsyncClient]:
    timeout = httpx.Timeout(read, connect=1, pool=0.2)
    async with httpx.AsyncClient(transport=LeanTransport(connections=connections), timeout=timeout) as client:
        yield client


def a_certificate(path: Path) -> ssl.SSLContext:
    """For localhost, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(certificate.public_bytes(pem) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    return head + await reader.readexactly(length)


def always(answer: bytes, *, close: bool = False) -> Serve:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not reader.at_eof():
            try:
                await read_request(reader)
            except asyncio.IncompleteReadError:
                break
            writer.write(answer)
            if close:
                break
        writer.close()

    return serve


def reset(writer: asyncio.StreamWriter) -> None:
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def test_a_request_arrives_whole_and_the_answer_comes_back() -> None:
    seen: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.append(await read_request(reader))
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-One: 1\r\n\r\nhi")
        writer.close()

    async with a_server(serve) as url, a_client() as client:
        answer = await client.post(url + "a?b=1", data={"Body": "señal +1"})

    assert (answer.status_code, answer.text, answer.headers["x-one"]) == (201, "hi", "1")
    assert seen[0].startswith(b"POST /a?b=1 HTTP/1.1\r\n")
    assert seen[0].endswith(b"\r\n\r\nBody=se%C3%B1al+%2B1")


async def test_one_connection_carries_one_request_after_the_other() -> None:
    connections = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        await always(OK)(reader, writer)

    async with a_server(serve) as url, a_client() as client:
        for _ in range(5):
            assert (await client.get(url)).text == "ok"

    assert connections == 1


@pytest.mark.parametrize(
    ("answer", "close", "status", "text"),
    [
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n", False, 200, "abcd"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", False, 204, ""),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nz", False, 200, "z"),
        (b"HTTP/1.0 200 OK\r\n\r\nto the end", True, 200, "to the end"),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nq", True, 200, "q"),
    ],
    ids=["chunked", "no content", "interim", "until closed", "close"],
)
async def test_every_way_of_ending_an_answer_is_understood(answer: bytes, close: bool, status: int, text: str) -> None:
    async with a_server(always(answer, close=close)) as url, a_client() as client:
        for _ in range(2):
            got = await client.get(url)
            assert (got.status_code, got.text) == (status, text)


async def test_the_answer_to_head_has_no_body() -> None:
    async with a_server(always(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")) as url, a_client() as client:
        assert (await client.head(url)).headers["content-length"] == "9"


async def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again() -> None:
    closing = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nq"
    async with a_server(always(closing, close=True)) as url, a_client() as client:
        for _ in range(3):
            assert (await client.get(url)).status_code == 200
            await asyncio.sleep(0)


async def test_nobody_listening_means_not_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with a_client() as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(f"http://127.0.0.1:{taken.getsockname()[1]}/")


async def test_tls_that_fails_means_not_sent() -> None:
    async def no_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(OK)
        writer.close()

    async with a_server(no_tls) as url, a_client() as client:
        with pytest.raises(httpx.ConnectError):
            await client.get(url.replace("http://", "https://"))


async def test_tls_with_a_certificate_that_fits_works_and_a_strangers_is_refused(tmp_path: Path) -> None:
    serving = a_certificate(tmp_path / "localhost.pem")
    trusting = ssl.create_default_context(cafile=str(tmp_path / "localhost.pem"))
    server = await asyncio.start_server(always(OK), "127.0.0.1", 0, ssl=serving)
    url = f"https://localhost:{server.sockets[0].getsockname()[1]}/"
    async with server:
        async with httpx.AsyncClient(transport=LeanTransport(connections=1, verify=trusting)) as client:
            assert (await client.get(url)).text == "ok"
            assert (await client.get(url)).text == "ok"
        async with a_client() as client:
            with pytest.raises(httpx.ConnectError):
                await client.get(url)


async def test_a_reset_after_the_request_means_perhaps_accepted() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        reset(writer)

    async with a_server(serve) as url, a_client() as client:
        with pytest.raises(httpx.ReadError):
            await client.post(url, content=b"x")


async def test_half_an_answer_means_perhaps_accepted() -> None:
    half = b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\nhalf"
    async with a_server(always(half, close=True)) as url, a_client() as client:
        with pytest.raises(httpx.ReadError):
            await client.post(url, content=b"x")


async def test_silence_is_a_read_timeout_that_bounds_the_whole_answer() -> None:
    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b".")
            await asyncio.sleep(0.01)

    async with a_server(drip) as url, a_client(read=0.1) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get(url)


async def test_a_request_that_cannot_be_written_whole_was_not_sent() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(10)
        reset(writer)

    async with a_server(serve) as url, a_client() as client:
        with pytest.raises(httpx.WriteError):
            await client.post(url, content=bytes(64 * 1024 * 1024))


@pytest.mark.parametrize("answer", [b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"])
async def test_an_answer_that_is_no_http_means_perhaps_accepted(answer: bytes) -> None:
    async with a_server(always(answer)) as url, a_client() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(url)


async def test_an_endless_answer_is_broken_off() -> None:
    huge = b"HTTP/1.1 200 OK\r\n\r\n" + bytes(ANSWER_LIMIT + 1)
    async with a_server(always(huge, close=True)) as url, a_client() as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get(url)


async def test_a_line_break_in_a_header_is_refused_before_anything_is_sent() -> None:
    async with a_server(always(OK)) as url, a_client() as client:
        with pytest.raises(httpx.LocalProtocolError):
            await client.get(url, headers={"X-A": "a\r\nX-B: b"})


async def test_more_requests_than_connections_wait_and_then_fail_unsent() -> None:
    release = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        await release.wait()
        writer.write(OK)
        writer.close()

    async with a_server(serve) as url, a_client(connections=1) as client:
        first = asyncio.create_task(client.get(url))
        await asyncio.sleep(0)
        with pytest.raises(httpx.PoolTimeout):
            await client.get(url)
        release.set()
        assert (await first).text == "ok"


async def test_a_caller_who_gives_up_leaves_no_connection_behind() -> None:
    gone = asyncio.Event()
    here = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        here.set()
        assert await reader.read() == b""
        gone.set()
        writer.close()

    async with a_server(serve) as url, a_client() as client:
        caller = asyncio.create_task(client.get(url))
        await here.wait()
        caller.cancel()
        await asyncio.wait_for(gone.wait(), 2)


async def test_the_trace_tells_when_the_request_has_gone_out() -> None:
    told: list[str] = []
    arrived = asyncio.Event()

    async def trace(name: str, _: object) -> None:
        told.append(name)
        await asyncio.wait_for(arrived.wait(), 2)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        arrived.set()
        writer.write(OK)
        writer.close()

    async with a_server(serve) as url, a_client() as client:
        assert (await client.get(url, extensions={"trace": trace})).text == "ok"

    assert told == ["http11.send_request_body.complete"]
