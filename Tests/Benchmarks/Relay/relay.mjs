// The same relay for Node: node:http on both sides, an agent that keeps connections, JSON.parse for each frame.
// It prints where it listens, and ends when its standard input closes.
import http from "node:http";

const [upstreamHost, upstreamPort] = process.argv[2].split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 1024, scheduling: "lifo" });

class Histogram {
  constructor(name) {
    this.name = name;
    this.bounds = Array.from({ length: 18 }, (_, power) => 0.0005 * 2 ** power);
    this.counts = new Float64Array(this.bounds.length + 1);
    this.sum = 0;
  }

  observe(value) {
    let index = 0;
    while (index < this.bounds.length && value > this.bounds[index]) index++;
    this.counts[index]++;
    this.sum += value;
  }

  render() {
    let seen = 0;
    const lines = [`# TYPE ${this.name} histogram`];
    this.counts.forEach((count, index) => {
      seen += count;
      lines.push(`${this.name}_bucket{le="${this.bounds[index] ?? "+Inf"}"} ${seen}`);
    });
    return [...lines, `${this.name}_sum ${this.sum}`, `${this.name}_count ${seen}`].join("\n");
  }
}

const requests = { complete: 0, error: 0 };
const tokens = { input: 0, output: 0 };
const firstToken = new Histogram("relay_first_token_seconds");
const duration = new Histogram("relay_duration_seconds");
let active = 0;

function metrics() {
  const lines = ["# TYPE relay_requests_total counter"];
  for (const outcome in requests) lines.push(`relay_requests_total{outcome="${outcome}"} ${requests[outcome]}`);
  lines.push("# TYPE relay_tokens_total counter");
  for (const kind in tokens) lines.push(`relay_tokens_total{kind="${kind}"} ${tokens[kind]}`);
  lines.push("# TYPE relay_requests_active gauge", `relay_requests_active ${active}`);
  return [...lines, firstToken.render(), duration.render(), ""].join("\n");
}

class Stream {
  constructor(response) {
    this.response = response;
    this.begun = performance.now();
    this.first = null;
    this.sequence = 0;
    this.text = "";
    this.usage = null;
    this.rest = "";
    this.isDone = false;
    this.isEnded = false;
  }

  send(name, data) {
    this.response.write(`id: ${this.sequence}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    this.sequence++;
  }

  take(piece) {
    const lines = (this.rest + piece).split("\n");
    this.rest = lines.pop();
    for (const line of lines) {
      if (!line.startsWith("data:")) continue;
      const data = line.slice(5).trim();
      if (data === "[DONE]") this.isDone = true;
      else this.takeChunk(JSON.parse(data));
    }
  }

  takeChunk(chunk) {
    if (chunk.usage) this.usage = chunk.usage;
    for (const choice of chunk.choices) {
      const text = choice.delta.content;
      if (!text) continue;
      this.first ??= performance.now();
      this.text += text;
      this.send("delta", { sequence: this.sequence, time: Date.now(), text });
    }
  }

  end(error) {
    if (this.isEnded) return;
    this.isEnded = true;
    active--;
    const elapsed = performance.now() - this.begun;
    const outcome = error ? "error" : "complete";
    if (error && !this.response.headersSent) this.response.writeHead(502);
    if (!error) {
      const usage = this.usage;
      this.send("complete", {
        sequence: this.sequence, time: Date.now(), result: this.text, usage, duration_ms: Math.round(elapsed),
      });
    }
    this.response.end();
    requests[outcome]++;
    duration.observe(elapsed / 1e3);
    const first = this.first === null ? null : this.first - this.begun;
    if (first !== null) firstToken.observe(first / 1e3);
    if (this.usage) {
      tokens.input += this.usage.prompt_tokens;
      tokens.output += this.usage.completion_tokens;
    }
    const line = {
      time: new Date().toISOString(), level: "info", event: "request", outcome, error: error?.message,
      tokens: this.usage?.completion_tokens, first_token_ms: first, duration_ms: elapsed,
    };
    process.stdout.write(JSON.stringify(line) + "\n");
  }
}

function relay(prompt, response) {
  active++;
  const stream = new Stream(response);
  const body = JSON.stringify({
    model: "bench", messages: [{ role: "user", content: prompt }], stream: true, stream_options: { include_usage: true },
  });
  const headers = {
    "Content-Type": "application/json", Accept: "text/event-stream", "Content-Length": Buffer.byteLength(body),
  };
  const options = { agent, host: upstreamHost, port: upstreamPort, method: "POST", path: "/v1/chat/completions", headers };
  const asked = http.request(options, (answer) => {
    if (answer.statusCode !== 200) {
      answer.resume();
      stream.end(new Error(`the model answered ${answer.statusCode}`));
      return;
    }
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-cache" });
    answer.setEncoding("utf8");
    answer.on("data", (piece) => stream.take(piece));
    answer.on("end", () => stream.end(stream.isDone ? undefined : new Error("the model broke off")));
  });
  asked.on("error", (error) => stream.end(error));
  asked.end(body);
}

const server = http.createServer((request, response) => {
  if (request.url === "/metrics") {
    response.writeHead(200, { "Content-Type": "text/plain; version=0.0.4; charset=utf-8" });
    response.end(metrics());
    return;
  }
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (piece) => (body += piece));
  request.on("end", () => relay(JSON.parse(body).prompt, response));
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.stdout.write(`127.0.0.1:${server.address().port}\n`));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
