import { parseScopeIndex, type ScopeIndex } from '@etanche/core-sealing';
import { untrusted } from '../data/data-error.ts';
import type { FileResource } from '../data/file-resource.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import type { ResourceView } from './resource-view.ts';

/** The one Patient of a file. @throws DataError `could_not_check` */
export function patientOf(view: ResourceView, state: ScopeState): FileResource {
  const patients = view.all(state).filter(({ resource }) => resource.resourceType === 'Patient');
  const [patient] = patients;
  if (patient === undefined || patients.length > 1) throw untrusted(`a file with ${patients.length} Patients`);
  return patient;
}

/** @throws DataError `could_not_check` */
export async function indexOf(state: ScopeState): Promise<{ readonly index: ScopeIndex; readonly version: number }> {
  const version = state.opened.get(state.scope);
  if (version?.kind !== 'index') throw untrusted('a file without its index');
  const index = await parseScopeIndex(version.bytes).catch((cause: unknown) => {
    throw untrusted('a malformed index', cause);
  });
  return { index, version: version.place.version };
}
