import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Bytes on the wire of one request, headers included, and when the server received it, in ms of this process. */
export type Exchange = {
  readonly kind: 'page' | 'manifest' | 'vaults' | 'bucket';
  readonly received: number;
  readonly sent: number;
  readonly from: number;
  readonly to: number;
};

type Message = { readonly request: IncomingMessage; readonly socket: Socket };

/**
 * Counts on the sockets of all HTTP servers of this process, so that preflights, requests of workers and headers are
 * included. Between two reads the servers answer one page only.
 */
export class TrafficMeter implements Disposable {
  readonly #counted = new WeakMap<Socket, { written: number; read: number }>();
  readonly #begun = new WeakMap<IncomingMessage, number>();
  #exchanges: Exchange[] = [];

  constructor() {
    subscribe('http.server.request.start', this.#start);
    subscribe('http.server.response.finish', this.#finish);
  }

  /** The exchanges since the last call. */
  take(): Exchange[] {
    const taken = this.#exchanges;
    this.#exchanges = [];
    return taken;
  }

  [Symbol.dispose](): void {
    unsubscribe('http.server.request.start', this.#start);
    unsubscribe('http.server.response.finish', this.#finish);
  }

  readonly #start = (message: unknown): void => {
    this.#begun.set((message as Message).request, performance.now());
  };

  readonly #finish = (message: unknown): void => {
    const { request, socket } = message as Message;
    const before = this.#counted.get(socket) ?? { written: 0, read: 0 };
    const now = { written: socket.bytesWritten, read: socket.bytesRead };
    this.#counted.set(socket, now);
    const to = performance.now();
    this.#exchanges.push({
      kind: kindOf(request.url ?? ''),
      received: now.written - before.written,
      sent: now.read - before.read,
      from: this.#begun.get(request) ?? to,
      to,
    });
  };
}

function kindOf(url: string): Exchange['kind'] {
  if (url.endsWith('.bin')) return 'bucket';
  if (url.startsWith('/v1/')) return 'vaults';
  return url.endsWith('/manifest.json') ? 'manifest' : 'page';
}
