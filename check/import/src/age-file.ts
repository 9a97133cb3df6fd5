import { open } from 'node:fs/promises';
import { Encrypter } from 'age-encryption';
import { renameDurably } from './durable-file.ts';

/** A text file encrypted to the operator as it is written; it has its name once it is whole. */
export class AgeFile {
  readonly #path: string;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #written: Promise<void>;
  readonly #encoder = new TextEncoder();

  constructor(path: string, recipient: string) {
    this.#path = path;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    this.#writer = writable.getWriter();
    this.#written = pump(readable, recipient, `${path}.tmp`);
    // A failure is met by `write` or `finish`; until then it must not end the process.
    this.#written.catch(() => undefined);
  }

  async write(text: string): Promise<void> {
    await Promise.race([this.#writer.write(this.#encoder.encode(text)), this.#written]);
  }

  async finish(): Promise<void> {
    await Promise.race([this.#writer.close(), this.#written]);
    await this.#written;
    await renameDurably(`${this.#path}.tmp`, this.#path);
  }
}

async function pump(plain: ReadableStream<Uint8Array>, recipient: string, path: string): Promise<void> {
  const age = new Encrypter();
  age.addRecipient(recipient);
  const encrypted = await age.encrypt(plain);
  await using file = await open(path, 'w', 0o600);
  for await (const chunk of encrypted) await file.write(chunk);
  await file.sync();
}
