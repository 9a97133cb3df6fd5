import { Readable } from 'node:stream';
import {
  exchangeRoutes,
  recordsProblemSchema,
  type AnswerOf,
  type RecordsProblemCode,
  type RelayAnswer,
} from '@etanche/core-records-protocol';
import {
  EtancheError,
  fetchBounded,
  fromUtf8,
  jwsTypes,
  parseShape,
  signCompact,
  timerSleep,
  utf8,
} from '@etanche/core-wire';
import type { ServerKey } from '../config/server-key.ts';
import type { Peer } from './exchange-config.ts';

type Routes = typeof exchangeRoutes;

/** `code` is the peer's refusal, or `peer_unreachable` when it gave no readable answer. */
export class PeerError extends EtancheError<RecordsProblemCode | 'peer_unreachable'> {}

type PeerClientOptions = {
  readonly fetch: typeof fetch;
  readonly serverKey: ServerKey;
  readonly timeoutMs: number;
  readonly now: () => number;
};

/** Largest answer: a page of leaves of a directory. */
const maxBytes = 96 * 1024 * 1024;

/** Calls other records servers (docs/protocol.md 9.4). */
export class PeerClient {
  readonly #options: PeerClientOptions;

  constructor(options: PeerClientOptions) {
    this.#options = options;
  }

  /** @throws PeerError */
  async message(peer: Peer, statement: string, keys: string): Promise<RelayAnswer> {
    const body = JSON.stringify({ statement, keys });
    return this.#call(peer, 'POST', '/v1/relay/messages', readRelayAnswer, body);
  }

  /** @param bytes at most one part @throws PeerError */
  async part(
    peer: Peer,
    place: { readonly practice: string; readonly message: string; readonly stream: number; readonly part: number },
    bytes: Readable,
  ): Promise<RelayAnswer> {
    const { practice, message, stream, part } = place;
    const path = `/v1/relay/practices/${practice}/messages/${message}/streams/${stream}/parts/${part}`;
    const blob = new Blob([await new Response(Readable.toWeb(bytes) as ReadableStream).arrayBuffer()]);
    return this.#call(peer, 'PUT', path, readRelayAnswer, blob);
  }

  /** @throws PeerError */
  async event(peer: Peer, practice: string, message: string, event: string): Promise<void> {
    const path = `/v1/relay/practices/${practice}/messages/${message}/events`;
    await this.#call(peer, 'POST', path, () => undefined, JSON.stringify({ event }));
  }

  /** @throws PeerError */
  async checkpoint(peer: Peer): Promise<AnswerOf<Routes['directoryCheckpoint']>> {
    return this.#read(peer, 'checkpoint', (value) =>
      parseShape(exchangeRoutes.directoryCheckpoint.answer, value, 'answer of a peer'),
    );
  }

  /** @throws PeerError */
  async leaves(peer: Peer, from: number): Promise<AnswerOf<Routes['directoryLeaves']>> {
    return this.#read(peer, `leaves?from=${from}`, (value) =>
      parseShape(exchangeRoutes.directoryLeaves.answer, value, 'answer of a peer'),
    );
  }

  /** @throws PeerError */
  async sealing(peer: Peer, practice: string): Promise<AnswerOf<Routes['inboxSealingKey']>> {
    return this.#read(peer, `practices/${practice}/sealing`, (value) =>
      parseShape(exchangeRoutes.inboxSealingKey.answer, value, 'answer of a peer'),
    );
  }

  #read<T>(peer: Peer, path: string, read: (value: unknown) => T): Promise<T> {
    return this.#call(peer, 'GET', `/v1/directories/${peer.directory}/${path}`, read);
  }

  async #call<T>(
    peer: Peer,
    method: string,
    path: string,
    read: (value: unknown) => T,
    body?: string | Blob,
  ): Promise<T> {
    const { fetch, timeoutMs } = this.#options;
    const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream';
    const headers = {
      authorization: `Etanche-Relay ${await this.#right(peer, path)}`,
      ...(body !== undefined && { 'content-type': type }),
    };
    const transport = { fetch, sleep: timerSleep, timeoutMs };
    const sent = { url: `${peer.url.replace(/\/+$/, '')}${path}`, method, headers, body, maxBytes };
    let text = '';
    try {
      const { response, body: received } = await fetchBounded(transport, sent);
      text = fromUtf8(received ?? new Uint8Array());
      if (response.ok) {
        return read(text === '' ? undefined : JSON.parse(text));
      }
    } catch (cause) {
      throw new PeerError('peer_unreachable', 'a records server gave no readable answer', { cause });
    }
    throw refusal(text);
  }

  async #right({ server }: Peer, path: string): Promise<string> {
    const { serverKey, now } = this.#options;
    const payload = { aud: server, iat: Math.floor(now() / 1000), path: path.replace(/\?.*$/, '') };
    return signCompact(utf8(JSON.stringify(payload)), jwsTypes.relay, serverKey.key, serverKey.publicKey);
  }
}

function readRelayAnswer(value: unknown): RelayAnswer {
  return parseShape(exchangeRoutes.relayMessage.answer, value, 'answer of a peer');
}

function refusal(text: string): PeerError {
  try {
    const { code } = parseShape(recordsProblemSchema, JSON.parse(text), 'problem');
    return new PeerError(code, `a records server refused a request: ${code}`);
  } catch (cause) {
    return new PeerError('peer_unreachable', 'a records server gave no readable answer', { cause });
  }
}
