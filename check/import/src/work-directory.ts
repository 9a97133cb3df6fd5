import { join, resolve } from 'node:path';

/** The working files from which an import is resumed, next to the published directory and never in it. */
export type WorkDirectory = {
  readonly root: string;
  readonly state: string;
  /** Records of people and terms: encrypted, and deleted after the index is published. */
  readonly people: string;
  readonly waiting: string;
  readonly links: string;
  readonly terms: string;
  /** Sealed entries in their published form. */
  readonly log: string;
  /** The manifest with the operator's signature, stored before it is sent to a vault. */
  readonly manifest: string;
  readonly rejects: string;
  readonly letters: string;
  readonly trust: string;
};

export function workDirectory(out: string): WorkDirectory {
  const root = `${resolve(out)}.import`;
  return {
    root,
    state: join(root, 'state.json'),
    people: join(root, 'people'),
    waiting: join(root, 'waiting'),
    links: join(root, 'links'),
    terms: join(root, 'terms'),
    log: join(root, 'entries.log'),
    manifest: join(root, 'manifest.json'),
    rejects: join(root, 'rejects.ndjson.age'),
    letters: join(root, 'letters.csv.age'),
    trust: join(root, 'trust.json'),
  };
}
