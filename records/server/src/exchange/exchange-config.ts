import { existsSync, readFileSync } from 'node:fs';
import { bytes32Schema, directoryId, federationSchema } from '@etanche/core-vault-protocol';
import { object, parseShape, ProtocolError, urlSchema, type Shape } from '@etanche/core-wire';
import { RecordsError } from '../records-error.ts';

/** Settings of the directory and of messages between practices. `README.md` gives each value's reason. */
export type ExchangeConfig = {
  /** JSON file with the records servers whose directories this one repeats; null for none. */
  readonly peersFile: string | null;
  /**
   * Messages that a member sends on a UTC day, and that a practice receives from one other practice, and from all
   * practices of one peer.
   */
  readonly messagesPerDay: { readonly member: number; readonly sender: number; readonly peer: number };
  /** Bytes that a practice receives from one other practice on a UTC day, and from all practices of one peer. */
  readonly bytesPerDay: { readonly sender: number; readonly peer: number };
  /** Between two searches for messages to deliver, and the longest pause after failed attempts. */
  readonly deliver: { readonly everyMs: number; readonly pauseMs: number; readonly mostPauseMs: number };
  /** After this time an undelivered message is given up. */
  readonly giveUpMs: number;
  /** After this time a receipt or a withdrawal that nobody takes is given up. */
  readonly eventGiveUpMs: number;
  /** Age of an incomplete message, and of one that was filed or refused, after which its parts are deleted. */
  readonly keep: { readonly incompleteMs: number; readonly filedMs: number };
  /** Between two reads of the peers' directories. */
  readonly syncMs: number;
  /** Bytes of leaves of a peer's directory that one read takes. */
  readonly syncBytes: number;
  readonly timeoutMs: number;
};

const hour = 3_600_000;
const gibibyte = 1024 * 1024 * 1024;

export const exchangeDefaults: ExchangeConfig = {
  peersFile: null,
  messagesPerDay: { member: 200, sender: 1000, peer: 5000 },
  bytesPerDay: { sender: 8 * gibibyte, peer: 32 * gibibyte },
  deliver: { everyMs: 1000, pauseMs: 5000, mostPauseMs: 600_000 },
  giveUpMs: 7 * 24 * hour,
  eventGiveUpMs: 30 * 24 * hour,
  keep: { incompleteMs: 48 * hour, filedMs: 30 * 24 * hour },
  syncMs: 60_000,
  syncBytes: gibibyte / 4,
  timeoutMs: 30_000,
};

const peerSchema = object({
  name: { type: 'string', pattern: '^\\S(.*\\S)?$', minLength: 1, maxLength: 80 },
  url: urlSchema,
  server: bytes32Schema,
  federation: federationSchema,
});
const fileSchema = object({ peers: { type: 'array', items: peerSchema, minItems: 0, maxItems: 99 } });

/** Another records server, by its key. */
export type Peer = Shape<typeof peerSchema> & { readonly directory: string };

/**
 * Reads the file of peers.
 *
 * @param own public key of this server
 * @throws RecordsError `configuration_invalid`
 */
export function readPeers(path: string | null, own: string): Peer[] {
  if (path === null) return [];
  if (!existsSync(path)) throw invalid(`${path}, which ETANCHE_RECORDS_PEERS names, does not exist`);
  let peers: Shape<typeof fileSchema>['peers'];
  try {
    ({ peers } = parseShape(fileSchema, JSON.parse(readFileSync(path, 'utf8')), 'file of peers'));
  } catch (cause) {
    throw invalid(`${path} is not a file of peers${cause instanceof ProtocolError ? `: ${cause.message}` : ''}`, cause);
  }
  if (new Set([own, ...peers.map(({ server }) => server)]).size !== peers.length + 1) {
    throw invalid(`${path} names a server twice, or this one`);
  }
  return peers.map((peer) => ({ ...peer, directory: directoryId(peer.server) }));
}

function invalid(message: string, cause?: unknown): RecordsError {
  return new RecordsError('configuration_invalid', message, cause === undefined ? undefined : { cause });
}
