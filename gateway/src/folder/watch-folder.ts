import { createHash } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Bytes } from '@etanche/core-wire';
import { errorFields, type Logger } from '@etanche/platform';
import type { FolderConfig } from '../config/gateway-config.ts';
import { createFailures } from '../intake/failures.ts';
import { fileDocument, isFaulty, type Desk } from '../intake/file-document.ts';
import { isOfSeveral } from '../intake/one-patient.ts';
import { readDocuments, type ReadOptions } from '../intake/read-document.ts';
import { isRefusal } from '../intake/received-document.ts';

/** The steps of one file, in order. A test stops the gateway at each. */
export type FolderStep = 'read' | 'sealed' | 'moved';

export type FolderRound = {
  readonly config: FolderConfig;
  readonly desk: Desk;
  readonly read: ReadOptions;
  /** Sizes that the last round saw, by name: a file that still grows waits. */
  readonly sizes: Map<string, number>;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onStep?: (step: FolderStep) => void | Promise<void>;
};

const mostBytes = 50 * 1024 * 1024;
const mostNameBytes = 255;
/** A time in front of a name, and the suffix of its reason behind it. */
const longestAddition = 32;
/** Names under which programs write before they rename. */
const unfinished = /^[.~]|\.(?:tmp|temp|part|partial|filepart|crdownload|writing)$/i;

/**
 * Files what is in the folder. A file goes to `done` after its documents were sealed, or to `refused` with a reason
 * beside it; until then it stays where it is, and the next round tries again. The same bytes are filed once. A file
 * that cannot be read or moved, or whose document fails, does not stop the others.
 *
 * @throws DataError, RecordsClientError, errors of the file system for which later files would fail too
 */
export async function folderRound(round: FolderRound): Promise<void> {
  const { config, sizes, logger } = round;
  for (const folder of ['done', 'refused']) await mkdir(join(config.path, folder), { recursive: true, mode: 0o700 });
  const entries = await readdir(config.path, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && !unfinished.test(entry.name)).map(({ name }) => name);
  for (const name of sizes.keys()) if (!names.includes(name)) sizes.delete(name);
  const failures = createFailures();
  for (const name of names.toSorted()) {
    await takeFile(round, name).catch((error: unknown) => {
      failures.add(error);
      logger.warn('file_waits', errorFields(error));
    });
  }
}

async function takeFile(round: FolderRound, name: string): Promise<void> {
  const { logger, onStep = () => undefined } = round;
  const settled = await readSettled(round, name);
  if (settled === null) return;
  const { content } = settled;
  await onStep('read');
  const code = content === null ? 'too_large' : await refusalOf(round, content);
  await onStep('sealed');
  if (!(await moveTo(round, name, code, settled.stats))) return;
  await onStep('moved');
  logger.info('file_received', { code: code ?? 'filed' });
}

/** `content`: null for a file that is too large. */
type Settled = { readonly stats: Stats; readonly content: Bytes | null };

/** A file that nobody writes any more; null for one that may still grow. */
async function readSettled({ config, sizes, now }: FolderRound, name: string): Promise<Settled | null> {
  const path = join(config.path, name);
  const before = await lstat(path);
  const isKnown = sizes.get(name) === before.size;
  sizes.set(name, before.size);
  if (!isKnown || now() - before.mtimeMs < config.settleSeconds * 1000) return null;
  // A link could name a file of another folder; a pipe that took the file's place would keep the round waiting.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile() || !isSame(stats, before)) return null;
    if (stats.size > mostBytes) return { stats, content: null };
    const content = new Uint8Array(stats.size);
    const { bytesRead } = await file.read(content, 0, content.length, 0);
    return bytesRead === content.length && isSame(await file.stat(), stats) ? { stats, content } : null;
  } finally {
    await file.close();
  }
}

function isSame(one: Stats, other: Stats): boolean {
  return one.ino === other.ino && one.dev === other.dev && one.size === other.size && one.mtimeMs === other.mtimeMs;
}

/** Seals the documents of a file. @returns the code of its refusal, or null */
async function refusalOf({ desk, read }: FolderRound, content: Bytes): Promise<string | null> {
  const documents = readDocuments(content, read);
  if (isRefusal(documents)) return documents.code;
  if (isOfSeveral(documents)) return 'several_patients';
  try {
    for (const document of documents) await fileDocument(desk, document, { kind: 'folder' });
    return null;
  } catch (error) {
    if (isFaulty(error)) return 'document_refused';
    throw error;
  }
}

/** @returns false if another file has the name now, which nobody has read: it stays */
async function moveTo(
  { config, sizes, now }: FolderRound,
  name: string,
  code: string | null,
  stats: Stats,
): Promise<boolean> {
  const folder = join(config.path, code === null ? 'done' : 'refused');
  const taken = new Set(await readdir(folder));
  const at = new Date(now()).toISOString();
  // A long name with a suffix would be longer than a file system allows.
  const isLong = Buffer.byteLength(name) + longestAddition > mostNameBytes;
  const plain = isLong ? `${createHash('sha256').update(name).digest('hex')}${extname(name).slice(0, 16)}` : name;
  const free = taken.has(plain) || taken.has(reasonOf(plain)) ? `${at.replaceAll(/[^0-9]/g, '')}-${plain}` : plain;
  if (!isSame(await lstat(join(config.path, name)), stats)) return false;
  if (code !== null) {
    // The reason first: a file without one would look as if it were done. `wx`: nothing that is there is written over.
    const words = `Refusé le ${at}\nMotif : ${code}\n`;
    await writeFile(join(folder, reasonOf(free)), words, { mode: 0o600, flag: 'wx' });
  }
  await rename(join(config.path, name), join(folder, free));
  sizes.delete(name);
  return true;
}

function reasonOf(name: string): string {
  return `${name}.motif.txt`;
}
