// A command for the tests of bench/drive.c: answers getinfo as it should, and then as its argument says.
const { readSync, writeSync } = require("node:fs");
const [mode] = process.argv.slice(2);

let held = Buffer.alloc(0);
function hold(length) {
  while (held.length < length) {
    const part = Buffer.alloc(65536);
    const got = readSync(0, part);
    if (got === 0) return false;
    held = Buffer.concat([held, part.subarray(0, got)]);
  }
  return true;
}

function take(length) {
  if (!hold(length)) return null;
  const taken = held.toString("latin1", 0, length);
  held = held.subarray(length);
  return taken;
}

/** Bytes of a body that is still to be read. */
let left = 0;

/** The metadata of the next request; its body stays in the pipe. */
function request() {
  take(left);
  let line = "";
  while (!line.endsWith("\n")) {
    const character = take(1);
    if (character === null) return null;
    line += character;
  }
  const [, metadata, body] = /^chunked 1\.0,(\d+),(\d+)\n$/.exec(line);
  left = Number(body);
  return take(Number(metadata));
}

function write(text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(1, bytes, at);
}

const reply = (metadata, body = "") =>
  write(`chunked 1.0,${metadata.length},${body.length}\n${metadata}${body}`);

request();
reply('{"type":"streaming"}');
for (let text = request(); text !== null; text = request()) {
  if (mode !== "early-answer") hold(left);
  const finished = text.includes('"finished":true');
  const metadata = JSON.stringify({ finished });
  if (mode === "no-header") write("hello\n");
  else if (mode === "endless-header") write("chunked 1.0,".padEnd(200, "1"));
  else if (mode === "odd-length") write(`chunked 1.0,0x${metadata.length},0\n${metadata}`);
  else if (mode === "signed-length") write(`chunked 1.0,${metadata.length},-1\n${metadata}`);
  else if (mode === "too-much") write(`chunked 1.0,${metadata.length},2\n${metadata}abc`);
  else if (mode === "no-json") reply("finished");
  else if (mode === "refuses") reply('{"finished":true,"error":"it cannot"}');
  else if (mode === "wrong-end") reply(JSON.stringify({ finished: !finished }));
  else if (mode === "silent-end") process.exit(0);
  else if (mode === "half") {
    write(`chunked 1.0,${metadata.length},100\n${metadata}abc`);
    process.exit(0);
  } else if (mode === "early-answer") reply(metadata, "x".repeat(1_000_000));
  else reply(metadata, "abc");
  if (finished && mode === "afterthought") write("more");
}
process.exit(mode === "exit-code" ? 3 : 0);
