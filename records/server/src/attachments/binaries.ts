import type { Readable } from 'node:stream';
import type { AnswerOf, Compartment, dataRoutes, QueryOf } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';
import { decode } from '../data/decode.ts';
import { compartmentsOf } from '../http/authorise.ts';
import type { Session, StreamAnswer } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { beginBinary, endBinary, findBinary, findEpochAndErasure } from './binary-statements.ts';
import type { BlobStore } from './blob-store.ts';
import { checking, Meter } from './meter.ts';

export type BinaryDependencies = DataDependencies & {
  readonly blobs: BlobStore;
  /** Concurrent uploads: each has one part in memory. */
  readonly uploads: number;
};
type BinaryName = { readonly scope: string; readonly binary: string };

/** Restarted uploads of one binary: each has its own blob. */
const mostAttempts = 20;

/** Large sealed files, streamed and never whole in memory. */
export class Binaries {
  readonly #dependencies: BinaryDependencies;
  #uploading = 0;

  constructor(dependencies: BinaryDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Stores bytes that a later write of the scope names; that write may also create the scope. A repetition before the
   * write replaces the bytes.
   *
   * @throws Refusal `limit_reached`, `conflict` when the id is taken, `epoch_closed`, `erased`, `overloaded`
   */
  async put(
    session: Session,
    name: BinaryName,
    query: QueryOf<typeof dataRoutes.putBinary>,
    body: Readable,
  ): Promise<AnswerOf<typeof dataRoutes.putBinary>> {
    if (this.#uploading >= this.#dependencies.uploads) throw new Refusal('overloaded', { retryAfter: 5 });
    this.#uploading += 1;
    try {
      const attempt = await this.#begin(session, name, query);
      const key = blobKey(session.practice, name.binary, attempt);
      const meter = new Meter((bytes) => this.#dependencies.bytes.take(session, bytes));
      await this.#dependencies.blobs.put(key, meter.through(body));
      const sha256 = meter.digest();
      await this.#end(session, name, { attempt, bytes: meter.bytes, sha256, key });
      return { binary: name.binary, bytes: meter.bytes, sha256: sha256.toString('base64url') };
    } finally {
      this.#uploading -= 1;
    }
  }

  /**
   * @returns a function that opens the bytes after the commit
   * @throws Refusal `not_found`, `forbidden` for a compartment that the caller may not read, `erased`
   */
  async get(tx: Tx, session: Session, { scope, binary }: BinaryName): Promise<() => Promise<StreamAnswer>> {
    const { canaries } = this.#dependencies;
    const { practice, member, session: id } = session;
    const [row] = await rowsOf<BinaryRow>(tx, findBinary, [practice, scope, binary, canaries.tag(practice, scope)]);
    if (row === undefined) throw new Refusal('not_found');
    if (row.gone !== null) throw new Refusal(row.gone);
    if (!compartmentsOf(session.roles, 'read').includes(row.compartment)) throw new Refusal('forbidden');
    const leaf = { kind: 'read_binary', member, session: id, scope, resource: binary } as const;
    await appendLeaf(tx, practice, { ...leaf, compartments: [row.compartment] }, this.#dependencies);
    if (row.canary) await canaries.record(tx, session);
    return () => {
      if (row.canary) canaries.raiseAlarm(session);
      return this.#open(practice, binary, row);
    };
  }

  async #open(practice: string, binary: string, row: BinaryRow): Promise<StreamAnswer> {
    const { blobs, logger } = this.#dependencies;
    const stream = await blobs.get(blobKey(practice, binary, row.attempt));
    if (stream === null) {
      logger.error('binary_missing');
      throw new Refusal('internal_error');
    }
    const headers = {
      'etanche-compartment': row.compartment,
      'etanche-epoch': String(row.epoch),
      'etanche-salt': row.salt.toString('base64url'),
    };
    const checked = checking(stream, row, () => {
      logger.error('binary_damaged');
    });
    return { headers, bytes: row.bytes, stream: checked };
  }

  async #begin(
    session: Session,
    { scope, binary }: BinaryName,
    { compartment, epoch, salt }: QueryOf<typeof dataRoutes.putBinary>,
  ): Promise<number> {
    const { store, now } = this.#dependencies;
    const { practice, member } = session;
    if (compartment === undefined || epoch === undefined || salt === undefined || epoch > 0xffffffff) {
      throw new Refusal('request_invalid', { detail: 'compartment, epoch and salt are needed' });
    }
    if (!compartmentsOf(session.roles, 'write').includes(compartment)) throw new Refusal('forbidden');
    const values = [practice, binary, scope, compartment, epoch, decode(salt, 'salt', 32), member, now()];
    return store.inPractice(practice, async (tx) => {
      const [row] = await rowsOf<{ epoch: number; gone: 'erased' | 'erasing' | null }>(tx, findEpochAndErasure, [
        practice,
        scope,
      ]);
      if (row !== undefined && row.gone !== null) throw new Refusal(row.gone);
      // A former member with the secrets of an older epoch could read it.
      if (row?.epoch !== epoch) throw new Refusal('epoch_closed');
      const [begun] = await rowsOf<{ attempt: number }>(tx, beginBinary, [...values, mostAttempts]);
      if (begun === undefined) throw new Refusal('conflict', { detail: 'The binary exists.' });
      return begun.attempt;
    });
  }

  async #end(
    { practice }: Session,
    { binary }: BinaryName,
    stored: { readonly attempt: number; readonly bytes: number; readonly sha256: Buffer; readonly key: string },
  ): Promise<void> {
    const { store, blobs } = this.#dependencies;
    const values = [practice, binary, stored.attempt, stored.bytes, stored.sha256];
    const ended = await store.inPractice(practice, (tx) => rowsOf(tx, endBinary, values));
    if (ended.length === 1) return;
    await blobs.delete(stored.key);
    throw new Refusal('conflict', { detail: 'The binary was stored by another request, or erased.' });
  }
}

type BinaryRow = {
  readonly compartment: Compartment;
  readonly epoch: number;
  readonly salt: Buffer;
  readonly attempt: number;
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly gone: 'erased' | 'erasing' | null;
  readonly canary: boolean;
};

/** Key of an upload in the blob store. */
export function blobKey(practice: string, binary: string, attempt: number): string {
  return `${practice}/${binary}.${attempt}`;
}
