/** The messages between a page and the session's worker. Each page has its own port. */
export type FromPage =
  | { readonly type: 'call'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Outcome }
  | { readonly type: 'bye' };

export type FromWorker =
  | { readonly type: 'result'; readonly id: number; readonly result: Outcome }
  | { readonly type: 'event'; readonly name: string; readonly value: unknown }
  | { readonly type: 'question'; readonly id: number; readonly name: string; readonly input: unknown };

export type Outcome = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: Failure };

/**
 * An error as it crosses the port: its stable code and the details that a screen needs, never the message, which may
 * name internals.
 */
export type Failure = {
  readonly code: string;
  /** `unavailable`, `untrusted` or `split_log` of `could_not_check`. */
  readonly reason: string | null;
  /**
   * Milliseconds since 1970 at which a quota has units again; null if waiting does not help or no quota is concerned.
   */
  readonly resetsAt: number | null;
  readonly limit: number | null;
  /** FHIRPath and code of each fault of `invalid_resource`. */
  readonly issues: readonly { readonly path: string; readonly code: string }[];
};

/** The part of a MessagePort, a Worker or a worker's global scope that both sides use. */
export type Channel = {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  start?: () => void;
};
