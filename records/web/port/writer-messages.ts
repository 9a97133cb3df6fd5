/**
 * The messages between the page and the worker that writes the PDF of a whole file. It has no network, and ends when
 * the PDF is written or the person cancels.
 */
export type WriterRequest = {
  /** FHIR JSON of every resource, as stored. */
  readonly resources: readonly string[];
  readonly practice: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly timeZone: string;
  readonly fonts: { readonly plain: Uint8Array<ArrayBuffer>; readonly bold: Uint8Array<ArrayBuffer> };
  /** Null if the list of accesses is not wanted. */
  readonly accesses:
    | readonly { readonly time: number; readonly who: string; readonly what: string; readonly reason: string | null }[]
    | null;
};

export type WriterAnswer =
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'written'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'failed' };
