"""Many connections, all open at once in one process: challenge, answer, ten echoes."""
import asyncio, hmac, json, os, resource, struct, time

COUNT, OPENING, ECHOES = 9900, 512, 10
KEY = b"0123456789abcdef0123456789abcdef"


def peak_kib():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def mac(message):
    return hmac.digest(KEY, message, "sha256")


def send(writer, message):
    writer.write(struct.pack(">I", len(message)) + message)


async def recv(reader):
    (length,) = struct.unpack(">I", await reader.readexactly(4))
    return await reader.readexactly(length)


async def serve(reader, writer):
    nonce = os.urandom(32)
    send(writer, nonce)
    if not hmac.compare_digest(await recv(reader), mac(nonce)):
        raise SystemExit("a wrong answer")
    send(writer, b"ok")
    try:
        while True:
            send(writer, await recv(reader))
            await writer.drain()
    except asyncio.IncompleteReadError:
        writer.close()


async def client(port, slots, arrived, everyone):
    async with slots:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        send(writer, mac(await recv(reader)))
        assert await recv(reader) == b"ok"
    arrived()
    await everyone.wait()
    for _ in range(ECHOES):
        send(writer, bytes(64))
        await writer.drain()
        assert len(await recv(reader)) == 64
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=4096)
    port = server.sockets[0].getsockname()[1]
    slots, everyone, missing = asyncio.Semaphore(OPENING), asyncio.Event(), COUNT

    def arrived():
        nonlocal missing
        missing -= 1
        if missing == 0:
            everyone.set()

    began = time.monotonic()
    await asyncio.gather(*(client(port, slots, arrived, everyone) for _ in range(COUNT)))
    took = time.monotonic() - began
    print(json.dumps({"value": COUNT / took, "kib": peak_kib()}))


soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
asyncio.run(main())
