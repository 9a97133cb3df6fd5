import { equalBytes } from '@etanche/core-wire';
import { openVersions, verifyHistory, type OpenedVersion, type SealedVersion } from '@etanche/core-sealing';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { fileResource, type FileResource } from '../data/file-resource.ts';
import { authorKeysOf } from '../scope/author-keys.ts';
import { keysFor } from '../scope/keys-for.ts';
import { loadScope } from '../scope/load-scope.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { versionFromWire } from '../scope/wire.ts';
import { traced } from '../data/trace.ts';

/**
 * One version of a resource. The author signed `time`, in ms since 1970 by the clock of their device, and the server
 * compared it with its own when it accepted the version. `resource` is null for a deletion.
 */
export type PastVersion = {
  readonly version: number;
  readonly author: string;
  readonly time: number;
  readonly resource: FileResource | null;
};

/** The versions of a resource, with the newest verified state of the scope. */
type History = { readonly state: ScopeState; readonly versions: readonly PastVersion[] };

/**
 * Reads all versions of a resource, newest first. Each contains the hash of the previous one, and the hash of the last
 * is in the head, so that none can be omitted or exchanged.
 *
 * @throws DataError `could_not_check`; RecordsClientError
 */
export async function readHistory(context: DataContext, before: ScopeState, resource: string): Promise<History> {
  return orCouldNotCheck('history', async () => {
    const wire = await fetchHistory(context, before.scope, resource);
    const newest = wire[0]?.place.version ?? 0;
    const known = before.current.get(resource);
    // Another member may have written since then, so the newest head is needed.
    const state = known?.version === newest ? before : await loadScope(context, before, before);
    const sealed = wire.toReversed();
    const authors = await authorKeysOf(
      context,
      sealed.map(({ place }) => place.author),
    );
    await context.keys.unlock(state);
    const keyOf = await keysFor(context, state, state.erasure, sealed, context.readable());
    const opened = await traced(context.options.trace, 'decryption', () => openVersions(sealed, keyOf, authors));
    verifyHistory(opened);
    requireCurrent(state, resource, opened.at(-1));
    const versions = opened.reverse().map((version) => ({
      version: version.place.version,
      author: version.place.author,
      time: version.place.time,
      resource: version.kind === 'resource' ? fileResource(version) : null,
    }));
    return { state, versions };
  });
}

async function fetchHistory(
  { session, practice, options }: DataContext,
  scope: string,
  resource: string,
): Promise<SealedVersion[]> {
  const versions: SealedVersion[] = [];
  for (;;) {
    const before = versions.at(-1)?.place.version;
    const query = before === undefined ? {} : { before };
    const page = await traced(options.trace, 'network', () =>
      session.call('history', { params: { scope, resource }, query }),
    );
    for (const version of page.versions) {
      const last = versions.at(-1);
      if (last !== undefined && version.version !== last.place.version - 1) throw untrusted('a history with a gap');
      if (version.resource !== resource) throw untrusted('the history of another resource');
      versions.push(versionFromWire(practice.id, scope, version, page.seals));
    }
    if (!page.more) return versions;
    if (page.versions.length === 0) throw untrusted('a history without its first version');
  }
}

function requireCurrent(state: ScopeState, resource: string, last: OpenedVersion | undefined): void {
  const leaf = state.current.get(resource);
  if (last === undefined || leaf === undefined) throw untrusted('a history without its last version');
  if (last.place.version !== leaf.version || !equalBytes(last.hash, leaf.hash)) {
    throw untrusted('a history whose last hash is not in the head');
  }
}
