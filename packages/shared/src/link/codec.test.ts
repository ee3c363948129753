import assert from "node:assert/strict";
import { PassThrough, Writable } from "node:stream";
import { describe, test } from "node:test";
import * as fc from "fast-check";
import { FrameDecoder } from "./decoder.ts";
import { LinkError } from "./errors.ts";
import { headerText, parseRequest, parseResponse, requestText } from "./head.ts";
import { FLAG_END, FRAME, HEADER_BYTES, MAX_BODY_PAYLOAD, MAX_PAYLOAD, type RequestHead } from "./protocol.ts";
import { FrameWriter } from "./writer.ts";

interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: string;
}

const head: RequestHead = {
  method: "GET",
  target: "/a?b=c",
  scheme: "https",
  host: "example.org",
  remoteAddress: "2001:db8::1",
  id: "r1",
  deadline: 30_000,
  queued: 0,
  headers: ["accept", "*/*", "x-empty", "", "x-latin", "caf\u00e9"],
};

/** What a writer would send, as one buffer. */
function written(write: (writer: FrameWriter) => void): Buffer {
  const chunks: Buffer[] = [];
  const writer = new FrameWriter(
    new Writable({ write: (chunk: Buffer, _, done) => (chunks.push(Buffer.from(chunk)), done()) }),
  );
  write(writer);
  writer.flush();
  return Buffer.concat(chunks);
}

function decode(chunks: readonly Buffer[]): Frame[] {
  const decoder = new FrameDecoder();
  const frames: Frame[] = [];
  const onFrame = (type: number, flags: number, stream: number, buffer: Buffer, start: number, end: number) =>
    void frames.push({ type, flags, stream, payload: buffer.toString("latin1", start, end) });
  for (const chunk of chunks) decoder.push(chunk, { onFrame });
  return frames;
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.map(cut => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}

/** A frame by hand, right or wrong. */
function raw(length: number, type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32BE(length, 0);
  header[4] = type;
  header[5] = flags;
  header.writeUInt32BE(stream, 6);
  return Buffer.concat([header, payload]);
}

const everyFrame = written(writer => {
  writer.frame(FRAME.HELLO, 0, "{}");
  writer.request(1, head, 0, false, false);
  writer.request(2, head, 123.456, true, true);
  writer.request(3, head, 0, false, false, true);
  writer.switching(3, ["upgrade", "websocket"]);
  writer.body(1, Buffer.from("small"), false);
  writer.body(1, Buffer.alloc(40_000, "b"), false);
  writer.body(1, Buffer.alloc(MAX_BODY_PAYLOAD, "c"), true);
  writer.response(1, 200, ["a", "b"], false);
  writer.bodyText(1, "h\u00e9 \u20ac");
  writer.window(2, 70_000);
  writer.frame(FRAME.CANCEL, 2, "gone");
  writer.frame(FRAME.BUSY, 2);
  writer.hints(2, ["link", "</a>"]);
  writer.frame(FRAME.RESET, 2, "why");
  writer.frame(FRAME.START, 2);
  writer.ping(7);
  writer.pong(7, 1.5);
  writer.frame(FRAME.DRAIN, 0);
});

describe("heads", () => {
  test("a request's head comes back as it was", () => {
    assert.deepEqual(parseRequest(requestText(head), head.deadline, 0), head);
    assert.deepEqual(parseRequest(requestText({ ...head, headers: [] }), 0, 1.5), {
      ...head,
      headers: [],
      deadline: 0,
      queued: 1.5,
    });
  });

  test("a response's headers come back as they were, also none and empty values", () => {
    assert.deepEqual(parseResponse(204, headerText([])), { status: 204, headers: [] });
    assert.deepEqual(parseResponse(200, headerText(["a", ""])), { status: 200, headers: ["a", ""] });
    assert.deepEqual(parseResponse(200, headerText(["", ""])), { status: 200, headers: ["", ""] });
  });

  // U+010A and U+010D become LF and CR in latin1: a header could be smuggled behind a check for "\n" alone.
  for (const bad of ["a\rb", "a\nb", "a\0b", "a\u010ab", "a\u010db", "\u20ac"]) {
    test(`${JSON.stringify(bad)} never crosses the link, in any field`, () => {
      const refused = { name: "LinkError", code: "LINK_BAD_HEAD" };
      assert.throws(() => headerText(["x", bad]), refused);
      assert.throws(() => headerText([bad, "x"]), refused);
      for (const field of ["method", "target", "host", "remoteAddress", "id"] as const) {
        assert.throws(() => requestText({ ...head, [field]: bad }), refused);
      }
    });
  }

  test("a refused head leaves nothing in the batch", () => {
    const bytes = written(writer => {
      assert.throws(() => writer.response(1, 200, ["x", "a\nb"], true), LinkError);
      assert.throws(() => writer.response(1, 99, [], true), LinkError);
      assert.throws(() => writer.response(1, 200, ["x", "y".repeat(MAX_PAYLOAD)], true), LinkError);
      writer.frame(FRAME.BUSY, 1);
    });
    assert.deepEqual(decode([bytes]), [{ type: FRAME.BUSY, flags: 0, stream: 1, payload: "" }]);
  });

  test("a head with CR, NUL or a missing field closes the link", () => {
    const refused = { code: "LINK_PROTOCOL" };
    assert.throws(() => parseRequest("a\nb\nGET\n/\nhttp\nh\n1\r\nid", 0, 0), refused);
    assert.throws(() => parseRequest("GET\n/\nhttp\nh\n1\0\nid", 0, 0), refused);
    assert.throws(() => parseRequest("GET\n/\nhttp\nh\n1", 0, 0), refused);
    assert.throws(() => parseRequest("GET\n/\nftp\nh\n1\nid", 0, 0), refused);
    assert.throws(() => parseResponse(100, ""), refused);
    assert.throws(() => parseResponse(200, "odd"), refused);
  });

  test("any latin1 fields survive", () => {
    const field = fc.string({
      unit: fc
        .integer({ min: 1, max: 255 })
        .filter(code => code !== 10 && code !== 13)
        .map(code => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field)), field, (pairs, id) => {
        const request = { ...head, id, headers: pairs.flat() };
        assert.deepEqual(parseRequest(requestText(request), head.deadline, 0), request);
      }),
    );
  });
});

describe("decoder", () => {
  test("any split of a valid stream gives the same frames", () => {
    const whole = decode([everyFrame]);
    assert.equal(whole.length, 19);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), cuts => {
        assert.deepEqual(decode(split(everyFrame, cuts)), whole);
      }),
    );
  });

  test("byte by byte gives the same frames", () => {
    const small = written(writer => {
      writer.request(1, head, 5, true, true);
      writer.frame(FRAME.BUSY, 2);
      writer.body(1, Buffer.from("x"), true);
    });
    assert.deepEqual(decode(Array.from(small, byte => Buffer.from([byte]))), decode([small]));
  });

  test("random bytes give frames that may be or a LinkError, nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4096 }), fc.array(fc.nat()), (bytes, cuts) => {
        try {
          decode(split(Buffer.from(bytes), cuts));
        } catch (error) {
          assert.ok(error instanceof LinkError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("a mutated stream gives frames that may be or a LinkError, nothing else", () => {
    const mutation = fc.tuple(fc.nat(everyFrame.length - 1), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(mutation, { minLength: 1, maxLength: 8 }),
        fc.array(fc.nat(), { maxLength: 4 }),
        (changes, cuts) => {
          const bytes = Buffer.from(everyFrame);
          for (const [at, value] of changes) bytes[at] = value;
          try {
            for (const frame of decode(split(bytes, cuts))) assert.ok(frame.payload.length <= MAX_PAYLOAD);
          } catch (error) {
            assert.ok(error instanceof LinkError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  const wrong: [string, Buffer][] = [
    ["of unknown type", raw(0, 99, 0, 1)],
    ["of type 0", raw(0, 0, 0, 1)],
    ["larger than any may be", raw(MAX_PAYLOAD + 1, FRAME.REQUEST, 0, 1)],
    ["BODY larger than it may be", raw(MAX_BODY_PAYLOAD + 1, FRAME.BODY, 0, 1)],
    ["WINDOW of 3 bytes", raw(3, FRAME.WINDOW, 0, 1)],
    ["BUSY with a payload", raw(1, FRAME.BUSY, 0, 1)],
    ["with a flag of another type", raw(4, FRAME.WINDOW, FLAG_END, 1)],
    ["BODY on stream 0", raw(0, FRAME.BODY, 0, 0)],
    ["PING on a stream", raw(4, FRAME.PING, 0, 1)],
  ];
  for (const [name, bytes] of wrong) {
    test(`a frame ${name} is refused by its header alone`, () => {
      assert.throws(() => decode([bytes]), { code: "LINK_PROTOCOL" });
      assert.throws(() => decode([bytes.subarray(0, 3), bytes.subarray(3)]), { code: "LINK_PROTOCOL" });
    });
  }

  test("the frames before a wrong one are emitted, none after", () => {
    const frames: number[] = [];
    const decoder = new FrameDecoder();
    const bytes = Buffer.concat([raw(0, FRAME.BUSY, 0, 1), raw(0, 99, 0, 1), raw(0, FRAME.BUSY, 0, 2)]);
    assert.throws(() => decoder.push(bytes, { onFrame: (_type, _flags, stream) => void frames.push(stream) }));
    assert.deepEqual(frames, [1]);
  });

  test("a stopped decoder emits nothing more of the chunk at hand", () => {
    const frames: number[] = [];
    const decoder = new FrameDecoder();
    const onFrame = (_type: number, _flags: number, stream: number) => {
      frames.push(stream);
      decoder.stop();
    };
    decoder.push(Buffer.concat([raw(0, FRAME.BUSY, 0, 1), raw(0, FRAME.BUSY, 0, 2)]), { onFrame });
    assert.deepEqual(frames, [1]);
  });
});

describe("writer", () => {
  test("all frames of one turn leave in one write", async () => {
    const writes: Buffer[] = [];
    const writer = new FrameWriter(
      new Writable({ write: (chunk: Buffer, _, done) => (writes.push(Buffer.from(chunk)), done()) }),
    );
    for (let stream = 1; stream <= 100; stream++) writer.request(stream, head, 0, false, true);
    assert.equal(writes.length, 0);
    await new Promise(resolve => setImmediate(resolve));
    assert.equal(writes.length, 1);
    assert.equal(decode(writes).length, 100);
    assert.equal(writer.batch, 1);
  });

  test("big bodies are not copied and keep their place among small frames", async () => {
    const big = Buffer.alloc(60_000, "z");
    const stream = new PassThrough();
    const writer = new FrameWriter(stream);
    writer.frame(FRAME.BUSY, 1);
    writer.body(2, big, false);
    writer.body(2, big, true);
    writer.frame(FRAME.BUSY, 3);
    writer.flush();
    const chunks = [];
    stream.end();
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    assert.ok(chunks.includes(big));
    assert.deepEqual(
      decode(chunks).map(frame => [frame.stream, frame.payload.length]),
      [
        [1, 0],
        [2, 60_000],
        [2, 60_000],
        [3, 0],
      ],
    );
  });

  test("a turn of many megabytes leaves in parts, whole and in order", () => {
    const bytes = written(writer => {
      for (let stream = 1; stream <= 2000; stream++) writer.body(stream, Buffer.alloc(1500, stream & 127), true);
    });
    const frames = decode([bytes]);
    assert.deepEqual(
      frames.map(frame => frame.stream),
      Array.from({ length: 2000 }, (_, index) => index + 1),
    );
    assert.ok(frames.every(frame => frame.payload === String.fromCharCode(frame.stream & 127).repeat(1500)));
  });

  test("memory that a slow socket still holds is not written over", () => {
    const held: Buffer[] = [];
    const slow = new Writable({ write: (chunk: Buffer) => void held.push(chunk), highWaterMark: 1 });
    const writer = new FrameWriter(slow);
    writer.frame(FRAME.RESET, 1, "first");
    writer.flush();
    writer.frame(FRAME.RESET, 1, "other");
    writer.flush();
    assert.equal(decode(held)[0]?.payload, "first");
  });
});
