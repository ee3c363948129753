// Letters as .eml files in the state folder, where no mail server is set.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { codeOf, messageOf as textOf } from "@seatstack/shared/errors";
import { type Channel, ChannelFault } from "./channel.ts";
import type { Letter } from "./letter.ts";
import { messageOf } from "./message.ts";

/**
 * `<folder>/<time queued>-<key>.eml`, private (it holds the links' secrets), complete from the moment it has its name.
 * The name is the idempotency key: a second try replaces the first, so that this channel is exactly-once.
 * Not synced to the disk: a power cut may cost files, a crash of ours costs none.
 */
export function createFileChannel(folder: string, from: string): Channel {
  const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  return {
    concurrency: 64,
    timeoutMs: 10_000,
    send: async letter => {
      try {
        const { message } = await composer.sendMail(messageOf(letter, from));
        await place(folder, fileName(letter), message as Buffer);
      } catch (error) {
        throw new ChannelFault("unreachable", `cannot write the message: ${textOf(error)}`, error);
      }
    },
    close: () => composer.close(),
  };
}

async function place(folder: string, name: string, content: Buffer): Promise<void> {
  const temporary = join(folder, `.${name}.${process.pid}.tmp`);
  try {
    await writeFile(temporary, content, { mode: 0o600 });
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw error;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(temporary, content, { mode: 0o600 });
  }
  await rename(temporary, join(folder, name));
}

function fileName(letter: Letter): string {
  const time = new Date(letter.queuedAt).toISOString().replaceAll(/[-:.]/g, "");
  return `${time}-${letter.key}.eml`;
}
