import { open } from 'node:fs/promises';
import { Encrypter } from 'age-encryption';
import { renameDurably } from '../durable-file.ts';

const CHUNK_CHARACTERS = 64 * 1024;

/** A text file that is encrypted to the operator while it is written, and renamed to its final name when complete. */
export class AgeFile {
  readonly #path: string;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #written: Promise<void>;
  readonly #encoder = new TextEncoder();
  #waiting = '';

  constructor(path: string, recipient: string) {
    this.#path = path;
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    this.#writer = writable.getWriter();
    this.#written = pump(readable, recipient, `${path}.tmp`);
    // An error such as a full disk fails the next `write` and `finish`, which would otherwise wait for a reader.
    this.#written.catch((error: unknown) => this.#writer.abort(error));
    this.#writer.closed.catch(() => undefined);
  }

  async write(text: string): Promise<void> {
    this.#waiting += text;
    if (this.#waiting.length >= CHUNK_CHARACTERS) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this.#writer.close();
    await this.#written;
    await renameDurably(`${this.#path}.tmp`, this.#path);
  }

  async #flush(): Promise<void> {
    const chunk = this.#encoder.encode(this.#waiting);
    this.#waiting = '';
    await this.#writer.write(chunk);
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
