import { longPollPath, type SealedStore } from '@etanche/records-client';

/**
 * Ends a device at its nth step: a write to the disk, or a request to a server before it leaves, or after it was
 * carried out and before its answer arrives.
 */
export class Killed {
  readonly happened: Promise<void>;
  readonly #happen: () => void;
  readonly #at: number;
  #step = 0;
  #isArmed = false;

  constructor(at: number) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.happened = promise.then(() => undefined);
    this.#happen = () => {
      resolve(undefined);
    };
    this.#at = at;
  }

  /** Steps count from now on. */
  arm(): void {
    this.#isArmed = true;
  }

  /** Passes a step, or never returns. */
  async step(): Promise<void> {
    if (!this.#isArmed) return;
    this.#step += 1;
    if (this.#step < this.#at) return;
    this.#happen();
    await new Promise<never>(() => undefined);
  }
}

export function killedFetch(kill: Killed): typeof globalThis.fetch {
  return async (input, init) => {
    // A question that waits for the changes of others is no step of an action.
    if (typeof input === 'string' && input.endsWith(longPollPath)) return fetch(input, init);
    await kill.step();
    const answer = await fetch(input, init);
    const bytes = await answer.arrayBuffer();
    await kill.step();
    return new Response(bytes.byteLength === 0 ? null : bytes, answer);
  };
}

export function killedStore(store: SealedStore, kill: Killed): SealedStore {
  return {
    ...store,
    async put(row) {
      await kill.step();
      await store.put(row);
      await kill.step();
    },
    async remove(id) {
      await kill.step();
      await store.remove(id);
    },
    async putPiece(piece) {
      await kill.step();
      await store.putPiece(piece);
    },
    async removePiece(id) {
      await kill.step();
      await store.removePiece(id);
    },
  };
}

/**
 * A server that stops at the nth request of an action, before it has carried it out or before it has answered, and
 * works again afterwards.
 */
export function cutFetch(at: number): {
  readonly fetch: typeof globalThis.fetch;
  readonly arm: () => void;
  readonly isCut: () => boolean;
} {
  let step = -1;
  let isCut = false;
  const pass = (): void => {
    if (step === -1) return;
    step += 1;
    if (step !== at) return;
    isCut = true;
    throw new TypeError('the connection broke');
  };
  return {
    arm() {
      step = 0;
    },
    isCut: () => isCut,
    async fetch(input, init) {
      if (typeof input === 'string' && input.endsWith(longPollPath)) return fetch(input, init);
      pass();
      const answer = await fetch(input, init);
      const bytes = await answer.arrayBuffer();
      pass();
      return new Response(bytes.byteLength === 0 ? null : bytes, answer);
    },
  };
}

/** The network of one device, which a test switches off and on. */
export function switchedFetch(): {
  readonly fetch: typeof globalThis.fetch;
  readonly without: (during: () => Promise<void>) => Promise<void>;
} {
  let isOff = false;
  return {
    fetch: async (input, init) => {
      const answer = isOff ? null : await fetch(input, init);
      if (isOff || answer === null) throw new TypeError('no network');
      return answer;
    },
    async without(during) {
      isOff = true;
      try {
        await during();
      } finally {
        isOff = false;
      }
    },
  };
}
