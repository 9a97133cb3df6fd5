import { IntakeError } from '../intake-error.ts';
import { beyondLimit, limitExpansion, mostMembers } from '../limits.ts';
import type { Compression, OmittedPart } from '../source.ts';
import { safeName } from '../records/safe-names.ts';
import { isEncryptedOffice, officeKind } from './office.ts';
import { fileBytes, gunzipped } from './gunzip.ts';
import { readHead } from './read-head.ts';
import { readPartHead, type Part } from './parts.ts';
import { isTar, listTarMembers, tarMember } from './tar.ts';
import { openZipArchive, type ZipSource } from './zip.ts';

/** A file with its compression and archives opened. */
type OpenFile = {
  readonly path: string;
  readonly compression: Compression;
  readonly parts: readonly Part[];
  /** Members that cannot be opened. */
  readonly leftOut: readonly OmittedPart[];
  readonly totalBytes: number;
};

const deepest = 4;
/** Zips inside archives are loaded into memory, because the directory of a zip is at its end. */
const mostNestedZip = 256 * 1024 * 1024;

/**
 * All streams of bytes in a file, including those of nested archives.
 *
 * @throws IntakeError `file_unreadable`, `file_empty`, `source_damaged`, `source_limits`, `archive_encrypted`
 */
export async function openParts(path: string): Promise<OpenFile> {
  const { size } = await readHead(path, 4);
  if (size === 0) throw new IntakeError('file_empty', 'the file is empty');
  const walk: Walk = { parts: [], leftOut: [], failures: [], heldBytes: 0 };
  const whole: Part = { name: '', bytes: size, read: fileBytes(path, size) };
  const compression = await expand(whole, path, 0, walk);
  const [failure] = walk.failures;
  if (walk.parts.length === 0 && failure !== undefined) throw failure;
  return { path, compression, parts: walk.parts, leftOut: walk.leftOut, totalBytes: size };
}

type Walk = {
  readonly parts: Part[];
  readonly leftOut: OmittedPart[];
  readonly failures: IntakeError[];
  heldBytes: number;
};

/** Adds the contents of a part to `parts`, and returns its compression. */
async function expand(part: Part, path: string | undefined, depth: number, walk: Walk): Promise<Compression> {
  const { parts } = walk;
  if (parts.length > mostMembers) throw beyondLimit(`the archives have more than ${mostMembers} members`);
  const head = await readPartHead(part, 512);
  if (head.subarray(0, 4).toString('hex') === '504b0304') {
    if (depth > deepest) throw beyondLimit(`archives are nested more than ${deepest} deep`);
    const archive = await openZipArchive(path ?? (await held(part, walk)));
    // Members may share their compressed bytes; yauzl rejects a member that is larger than stated in the directory.
    limitExpansion(
      part.bytes,
      archive.members.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    if (officeKind(archive) !== undefined) {
      parts.push({ ...part, archive });
      return depth === 0 ? 'none' : 'zip';
    }
    for (const { name, bytes } of archive.members)
      await member(part, { name, bytes, read: (progress) => archive.read(name, progress) }, depth, walk);
    return 'zip';
  }
  if (head.subarray(0, 2).toString('hex') === '1f8b') {
    if (depth > deepest) throw beyondLimit(`archives are nested more than ${deepest} deep`);
    const inner = await expand({ ...part, read: gunzipped(part.read) }, undefined, depth + 1, walk);
    return inner === 'none' ? 'gzip' : inner;
  }
  if (isTar(head)) {
    for (const { name, bytes } of await listTarMembers(part.read))
      await member(part, { name, bytes, read: tarMember(part.read, name) }, depth, walk);
    return 'tar';
  }
  if (isEncryptedOffice(await readPartHead(part, 64 * 1024)))
    throw new IntakeError(
      'archive_encrypted',
      'Excel and Word files with a password are not supported: open the file in Excel and save it without the password',
    );
  parts.push(part);
  return 'none';
}

async function member(outer: Part, inner: Part, depth: number, walk: Walk): Promise<void> {
  const name = outer.name === '' ? inner.name : `${outer.name}/${inner.name}`;
  try {
    await expand({ ...inner, name }, undefined, depth + 1, walk);
  } catch (error) {
    if (!(error instanceof IntakeError) || error.code === 'source_limits') throw error;
    walk.failures.push(error);
    walk.leftOut.push({
      name: safeName(name, `member_${walk.parts.length + walk.leftOut.length + 1}`),
      code: error.code,
      why: error.message,
    });
  }
}

async function held(part: Part, walk: Walk): Promise<ZipSource> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of part.read()) {
    walk.heldBytes += chunk.length;
    if (walk.heldBytes > mostNestedZip)
      throw new IntakeError('format_unsupported', 'a zip of this size inside an archive is not supported: extract it');
    chunks.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(chunks);
}
