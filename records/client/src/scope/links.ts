import { equalBytes, fromBase64url } from '@etanche/core-wire';
import { encodeLink, linkId } from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import type { ScopeName } from './scope-name.ts';
import type { ScopeState } from './scope-state.ts';
import { writeScope, type Draft } from './write-scope.ts';
import { linksIn } from './read-links.ts';

/**
 * Writes links to the elements of later imports, so that the next opening costs one unit again. If another member does
 * the same at once, the first write wins, and both links are equal. If the links cannot be written, only the next
 * opening costs more units.
 *
 * @returns the state with the links
 */
export async function linkElements(context: DataContext, state: ScopeState): Promise<ScopeState> {
  const drafts = await missingLinks(context, state);
  if (drafts.length === 0 || !context.writable().includes('identity')) return state;
  try {
    const outcome = await writeScope(context, state, state, state.erasure, drafts, { kind: 'link' });
    return outcome.state;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return state;
    throw error;
  }
}

async function missingLinks(context: DataContext, state: ScopeState): Promise<Draft[]> {
  const links = linksIn(state.opened.values());
  // A pack that carries versions of an import needs no evaluation of the import's element.
  const read = state.packs.filter(({ sealedBytes }) => sealedBytes !== null);
  const elements = new Set(read.map(({ place }) => place.seal?.element));
  const name: ScopeName = state;
  const drafts: Draft[] = [];
  for (const element of elements) {
    if (element === undefined || element === state.element) continue;
    const output = await context.keys.outputOf(name, element);
    const linked = links.get(element);
    if (linked !== undefined && equalBytes(linked, output)) continue;
    const resource = await linkId(context.practice.id, state.scope, fromBase64url(element, 32));
    const bytes = encodeLink({ element: fromBase64url(element, 32), output });
    const base = state.current.get(resource)?.version ?? 0;
    drafts.push({ resource, base, compartment: 'identity', kind: 'link', bytes });
  }
  return drafts;
}
