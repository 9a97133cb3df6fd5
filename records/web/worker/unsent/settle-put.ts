import { sha256, toBase64url, utf8 } from '@etanche/core-wire';
import { isResource, type JsonObject, type Resource } from '@etanche/records-fhir';
import { isSame, mergedResource } from './merge-resource.ts';

/**
 * A resource as it is to be; a `text` of null deletes it. `base` is the version that the server confirmed, 0 if it has
 * none. `before` is the text that was edited, null for a new resource; without it, nothing is merged.
 */
export type Put = {
  readonly id: string;
  readonly text: string | null;
  readonly base: number;
  readonly before?: string | null;
};

/** The current version of a resource at the server; null if it has none or it was deleted. */
export type Current = { readonly text: string; readonly version: number } | null;

/** `done`: the server has it already. `write`: the text to write now, over `base`. */
export type Settled =
  | { readonly kind: 'done' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'write'; readonly text: string | null; readonly base: number };

const done: Settled = { kind: 'done' };
const conflict: Settled = { kind: 'conflict' };

/**
 * Decides what remains of a put on the state that the server has now.
 *
 * @param tried digests of the texts of attempts whose outcome is not known
 * @param wasThere true if the server had a version under this id, also a deleted one
 */
export function settlePut(put: Put, current: Current, tried: readonly string[], wasThere = current !== null): Settled {
  const { text, base, before } = put;
  // The id of a new resource is random and drawn here: a version under it is of an own attempt.
  const hasArrived = before === null && wasThere && tried.length > 0;
  if (hasArrived || (current === null && text === null)) return done;
  if (current === null) return before === undefined || before === null ? { kind: 'write', text, base: 0 } : conflict;
  const write: Settled = { kind: 'write', text, base: current.version };
  const isOwn = tried.includes(digestOf(current.text));
  if (text !== null && isSameText(current.text, text)) return done;
  if (before === undefined) return current.version === base || isOwn ? write : conflict;
  if (isOwn) return done;
  if (before === null) return conflict;
  return isSameText(current.text, before) ? write : merge(before, current, text);
}

function merge(before: string, current: NonNullable<Current>, text: string | null): Settled {
  const [old, theirs, mine] = [before, current.text, text ?? ''].map(readText);
  if (!old || !theirs || !mine) return conflict;
  const merged = mergedResource(old, theirs, mine);
  if (merged === null) return conflict;
  return isSame(merged, theirs) ? done : { kind: 'write', text: JSON.stringify(merged), base: current.version };
}

export function digestOf(text: string): string {
  return toBase64url(sha256(utf8(text)));
}

/** The resource of a text; null if it is none. */
export function readText(text: string): Resource | null {
  try {
    const value = JSON.parse(text) as JsonObject | null;
    return typeof value === 'object' && value !== null && isResource(value) ? value : null;
  } catch {
    return null;
  }
}

function isSameText(one: string, other: string): boolean {
  if (one === other) return true;
  const [first, second] = [readText(one), readText(other)];
  return first !== null && second !== null && isSame(first, second);
}
