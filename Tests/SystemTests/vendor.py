"""A model vendor without a model: speaks OpenAI's chat completions, and misbehaves as the model's name says.

It counts what it was asked and what it has said, so that a test can compare. `fault-NAME` selects one of FAULTS; any other
model answers with the words of its prompt.
"""

import asyncio
import contextlib
import email.utils
import json
import threading
import time


class Vendor:
    """A server on a port of its own, on a thread of its own."""

    def __init__(self, words=8, pace=0.0, usage=True):
        self.words = words
        self.pace = pace
        self.usage = usage
        self.requests = []
        self.tokens = {"input": 0, "output": 0}
        self.finished = 0
        self._loop = asyncio.new_event_loop()
        self._tasks = set()
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/v1"

    def stop(self):
        async def end():
            self._server.close()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._loop.stop()

        asyncio.run_coroutine_threadsafe(end(), self._loop)
        self._thread.join(10)

    def _run(self, started):
        async def begin():
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024)
            self.port = self._server.sockets[0].getsockname()[1]
            started.set()

        self._loop.run_until_complete(begin())
        self._loop.run_forever()

    async def _serve(self, reader, writer):
        task = asyncio.current_task()
        self._tasks.add(task)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await self._answer(reader, writer):
                pass
        self._tasks.discard(task)
        writer.transport.abort()

    async def _answer(self, reader, writer):
        """One exchange; false if the connection is of no more use."""
        head = await reader.readuntil(b"\r\n\r\n")
        fields = dict(
            line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if ": " in line
        )
        fields = {name.lower(): value for name, value in fields.items()}
        body = json.loads(await reader.readexactly(int(fields.get("content-length", 0))) or b"{}")
        self.requests.append({"path": head.split(b" ")[1].decode(), "fields": fields, "body": body})
        model = body.get("model", "")
        if refused := self.refuses(body):
            await refusing("400 Bad Request", refused)(self, reader, writer, body)
            return False
        if model.startswith("fault-"):
            fault = FAULTS[model.removeprefix("fault-")]
            await fault(self, reader, writer, body)
            return False
        await self.complete(writer, body)
        return True

    def refuses(self, body):
        """What a server that knows little says to a request, if its model is so: `picky-NAME-NAME…`."""
        model = body.get("model", "")
        if not model.startswith("picky-"):
            return None
        form = body.get("response_format", {}).get("type", "")
        for name in model.split("-")[1:]:
            if name in body or name == form:
                return {"message": f"Unsupported: '{name}'", "type": "invalid_request_error", "param": None}
        return None

    # What a well-behaved vendor does

    async def complete(self, writer, body, usage=None):
        prompt = body["messages"][-1]["content"]
        # Who is asked for JSON gets back what it says.
        answer = [prompt] if "{" in prompt else (prompt.split() * self.words)[: self.words]
        send_head(writer)
        send_chunk(writer, frame({"role": "assistant", "content": ""}))
        for index, word in enumerate(answer):
            send_chunk(writer, frame({"content": word if index == 0 else f" {word}"}))
            if self.pace:
                await writer.drain()
                await asyncio.sleep(self.pace)
        send_chunk(writer, frame({}, finish="stop"))
        if usage is not None or (self.usage and body.get("stream_options", {}).get("include_usage")):
            counts = {"prompt_tokens": 7 * len(prompt.split()) + 3, "completion_tokens": 5 * len(answer) + 1}
            self.tokens["input"] += counts["prompt_tokens"]
            self.tokens["output"] += counts["completion_tokens"]
            send_chunk(writer, event({"choices": [], "usage": counts}))
        send_chunk(writer, b"data: [DONE]\n\n")
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        self.finished += 1


def event(document):
    return b"data: " + json.dumps(document).encode() + b"\n\n"


def frame(delta, finish=None):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return event({"id": "c", "object": "chat.completion.chunk", "model": "said-1", "choices": [choice]})


def send_head(writer, status="200 OK", kind="text/event-stream", fields=()):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", "Transfer-Encoding: chunked", *fields]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())


def send_chunk(writer, data):
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")


def refusing(status, error, fields=()):
    """Answers with a status and an error, or with a page where `error` is text."""

    async def answer(vendor, reader, writer, body):
        is_page = isinstance(error, str)
        text = error if is_page else json.dumps({"error": error})
        lines = [f"HTTP/1.1 {status}", f"Content-Type: {'text/html' if is_page else 'application/json'}"]
        lines += [f"Content-Length: {len(text)}", "Connection: close"]
        lines += [field() if callable(field) else field for field in fields]
        writer.write(("\r\n".join(lines) + f"\r\n\r\n{text}").encode())
        await writer.drain()

    return answer


async def echo_key(vendor, reader, writer, body):
    """Refuses a key, and repeats it."""
    said = vendor.requests[-1]["fields"].get("authorization")
    await refusing("401 Unauthorized", {"message": f"Incorrect API key: {said}", "code": "invalid_api_key"})(
        vendor, reader, writer, body
    )


async def until_left(reader):
    """Waits for the client to go, and no longer than a test may take."""
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(reader.read(), 60)


async def stall_before_head(vendor, reader, writer, body):
    await until_left(reader)


async def stall_in_head(vendor, reader, writer, body):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/ev")
    await until_left(reader)


async def stall_in_body(vendor, reader, writer, body):
    send_head(writer)
    send_chunk(writer, frame({"content": "Once"}))
    await until_left(reader)


async def drip(vendor, reader, writer, body):
    """A byte now and then, which is no content: keeps a connection alive for ever."""
    send_head(writer)
    for _ in range(600):
        send_chunk(writer, b":")
        await writer.drain()
        await asyncio.sleep(0.1)


async def reset(vendor, reader, writer, body):
    send_head(writer)
    send_chunk(writer, frame({"content": "Once"}))
    await writer.drain()
    writer.transport.abort()


async def reset_before_head(vendor, reader, writer, body):
    writer.transport.abort()


async def half_close(vendor, reader, writer, body):
    send_head(writer)
    send_chunk(writer, frame({"content": "Once"}))
    writer.write_eof()
    await until_left(reader)


async def garbage(vendor, reader, writer, body):
    writer.write(bytes(range(256)) * 16)
    await writer.drain()


async def garbage_in_chunks(vendor, reader, writer, body):
    send_head(writer)
    writer.write(b"zz\r\nnothing\r\n")
    await writer.drain()


async def wrong_length(vendor, reader, writer, body):
    text = frame({"content": "Once"})
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
    writer.write(f"Content-Length: {len(text) + 100}\r\n\r\n".encode() + text)
    await writer.drain()


async def cut(vendor, reader, writer, body):
    """Ends as if all were well, without saying that it is."""
    send_head(writer)
    send_chunk(writer, frame({"content": "Once"}))
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def error_in_stream(vendor, reader, writer, body):
    send_head(writer)
    send_chunk(writer, frame({"content": "Once"}))
    send_chunk(writer, event({"error": {"message": "too much", "type": "server_error", "code": None}}))
    await writer.drain()


async def malformed_frame(vendor, reader, writer, body):
    """One frame of nonsense among good ones."""
    send_head(writer)
    send_chunk(writer, frame({"content": "Once"}))
    send_chunk(writer, b'data: {"choices":[{"delta":{"cont\n\n')
    send_chunk(writer, frame({"content": " more"}, finish="stop"))
    send_chunk(writer, b"data: [DONE]\n\n")
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def endless_line(vendor, reader, writer, body):
    send_head(writer)
    with contextlib.suppress(ConnectionError):
        for _ in range(200):
            send_chunk(writer, b"data: " + b"x" * 65_536)
            await writer.drain()


def http_date():
    return "Retry-After: " + email.utils.formatdate(time.time() + 2, usegmt=True)


LIMITED = {"message": "slow down", "type": "tokens", "code": "rate_limit_exceeded"}
FAULTS = {
    "400": refusing("400 Bad Request", {"message": "no", "type": "invalid_request_error"}),
    "401": refusing("401 Unauthorized", {"message": "bad key", "code": "invalid_api_key"}),
    "401-echo": echo_key,
    "403": refusing("403 Forbidden", {"message": "not you", "type": "permission_error"}),
    "404": refusing("404 Not Found", {"message": "no such model", "code": "model_not_found"}),
    "408": refusing("408 Request Timeout", {"message": "late"}),
    "429": refusing("429 Too Many Requests", LIMITED),
    "429-seconds": refusing("429 Too Many Requests", LIMITED, ["Retry-After: 1"]),
    "429-milliseconds": refusing("429 Too Many Requests", LIMITED, ["retry-after-ms: 300"]),
    "429-date": refusing("429 Too Many Requests", LIMITED, [http_date]),
    "429-body": refusing(
        "429 Too Many Requests",
        {"status": "RESOURCE_EXHAUSTED", "message": "quota", "details": [{"retryDelay": "0.3s"}]},
    ),
    "quota": refusing("429 Too Many Requests", {"message": "pay", "code": "insufficient_quota"}),
    "500": refusing("500 Internal Server Error", {"message": "oops", "type": "server_error"}),
    "503": refusing("503 Service Unavailable", {"message": "busy"}),
    "529": refusing("529 Overloaded", {"type": "overloaded_error", "message": "Overloaded"}),
    "html": refusing("200 OK", "<html>not here</html>"),
    "html-502": refusing("502 Bad Gateway", "<html>bad gateway</html>"),
    "stall-before-head": stall_before_head,
    "stall-in-head": stall_in_head,
    "stall-in-body": stall_in_body,
    "drip": drip,
    "reset": reset,
    "reset-before-head": reset_before_head,
    "half-close": half_close,
    "garbage": garbage,
    "garbage-in-chunks": garbage_in_chunks,
    "wrong-length": wrong_length,
    "cut": cut,
    "error-in-stream": error_in_stream,
    "malformed-frame": malformed_frame,
    "endless-line": endless_line,
}
