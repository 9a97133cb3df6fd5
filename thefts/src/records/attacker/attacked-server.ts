import { fork } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ByteSearch } from '../../tools/search-bytes.ts';
import { writtenPages } from './process-memory.ts';
import type { FromServer, ToServer } from './server-process.ts';
import type { TheftPractice } from '../practice/theft-practice.ts';

/** Small, because the vaults in use run on this thread. */
const pieceBytes = 1 << 20;
const gapBytes = 64 << 10;

/** A records server in a process of its own, on the practice's database and keys: an attacker with root controls it. */
type AttackedServer = AsyncDisposable & {
  readonly url: string;
  /** Path of its log. */
  readonly log: string;
  /** Synchronizes its clock with the practice's clock. */
  tellTime(): void;
  /**
   * Reads its environment, arguments and writable memory as root can; null if the operating system does not expose
   * them.
   */
  search(search: ByteSearch): Promise<{ readonly persons: Set<number>; readonly bytes: number } | null>;
};

export async function startAttackedServer(attacked: TheftPractice): Promise<AttackedServer> {
  const { practice, clock, recordsDatabase, directory } = attacked;
  const log = join(directory, 'attacked-server.log');
  await using lines = await open(log, 'w', 0o600);
  const child = fork(fileURLToPath(new URL('server-process.ts', import.meta.url)), {
    stdio: ['ignore', lines.fd, lines.fd, 'ipc'],
    env: {},
  });
  const ahead = (): number => clock.now() - Date.now();
  const send = (message: ToServer): void => {
    child.send(message);
  };
  send({
    config: { ...practice.servers.recordsConfig, logLevel: 'debug' },
    databaseUrl: recordsDatabase,
    ahead: ahead(),
  });
  const [first] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('the attacked server did not start');
    }),
  ])) as [FromServer];
  return {
    url: first.url,
    log,
    tellTime: () => {
      send({ ahead: ahead() });
    },
    search: (search) => searchProcess(child.pid ?? 0, search),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

async function searchProcess(pid: number, search: ByteSearch) {
  if (process.platform !== 'linux') return null;
  const persons = new Set<number>();
  for (const name of ['environ', 'cmdline']) {
    for (const person of search.find(await readFile(`/proc/${pid}/${name}`))) persons.add(person);
  }
  let bytes = 0;
  await using memory = await open(`/proc/${pid}/mem`);
  const buffer = Buffer.alloc(pieceBytes + search.overlap);
  for (const { from, to } of await writtenPages(pid)) {
    let kept = 0;
    for (let at = from; at < to;) {
      const length = Math.min(pieceBytes, to - at);
      // A page released in the meantime gives a read error; later pages may still exist.
      const read = await memory.read(buffer, kept, length, at).catch(() => null);
      if (read === null || read.bytesRead === 0) {
        at += gapBytes;
        kept = 0;
        continue;
      }
      at += read.bytesRead;
      bytes += read.bytesRead;
      const piece = buffer.subarray(0, kept + read.bytesRead);
      for (const person of search.find(piece)) persons.add(person);
      kept = Math.min(search.overlap, piece.length);
      piece.copy(buffer, 0, piece.length - kept);
    }
  }
  return { persons, bytes };
}
