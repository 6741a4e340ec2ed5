"""Time that moves only when everything waits."""

import asyncio
import threading
import time
from datetime import timedelta

import pytest

from pipesmith_runtime.virtual_clock import VirtualClock


def test_hours_pass_at_once_and_exactly() -> None:
    clock = VirtualClock()

    async def main() -> list[float]:
        await asyncio.sleep(3 * 3600)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(90):
                await asyncio.sleep(10_000)
        return [clock.elapsed, asyncio.get_running_loop().time()]

    started = time.monotonic()
    assert clock.run(main()) == [10_890.0, 10_890.0]
    assert time.monotonic() - started < 5
    assert clock.now() - clock.start == timedelta(seconds=10_890)


def test_things_happen_in_the_order_of_their_times() -> None:
    clock, order = VirtualClock(), list[tuple[str, float]]()

    async def at(name: str, seconds: float) -> None:
        await asyncio.sleep(seconds)
        order.append((name, clock.elapsed))

    async def main() -> None:
        await asyncio.gather(at("c", 3), at("a", 1), at("b", 2), at("a2", 1))

    clock.run(main())
    assert order == [("a", 1), ("a2", 1), ("b", 2), ("c", 3)]


def test_time_stands_still_while_a_thread_works() -> None:
    clock, released = VirtualClock(), threading.Event()

    async def main() -> float:
        timer = asyncio.ensure_future(asyncio.sleep(60))
        threading.Timer(0.05, released.set).start()
        assert await asyncio.to_thread(released.wait, 10)
        before = clock.elapsed
        await timer
        return before

    assert clock.run(main()) == 0.0
    assert clock.elapsed == 60.0


def test_real_sockets_are_waited_for() -> None:
    clock = VirtualClock()

    async def main() -> bytes:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readline()
            writer.write(b"answer\n")
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with asyncio.timeout(30):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"question\n")
            answer = await reader.readline()
        writer.close()
        server.close()
        return answer

    assert clock.run(main()) == b"answer\n"
    assert clock.elapsed == 0.0


def test_waiting_for_nothing_is_an_error_not_a_hang(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    clock = VirtualClock()

    async def main() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(RuntimeError, match="nothing is left"):
        clock.run(main())
