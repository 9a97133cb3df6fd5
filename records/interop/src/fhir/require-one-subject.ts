import {
  type indexEntries,
  isResource,
  objects,
  resolve,
  subjectsOf,
  type BundleEntry,
  type GroupedResources,
  type LooseReason,
} from '@etanche/records-fhir';
import { InteropError } from '../interop-error.ts';
import { isSameIdentity } from '../results/sent-identity.ts';
import { identityOfPatient } from './identity-of-patient.ts';

/**
 * Finds the one Patient of a document, and the resources that are not certainly that patient's.
 *
 * @throws InteropError `document_invalid` without a Patient, `several_patients` if a resource, or a resource that it
 *   contains, is about another patient, or about one that the document lacks
 */
export function requireOneSubject(
  all: readonly BundleEntry[],
  { patients, loose }: GroupedResources,
  index: ReturnType<typeof indexEntries>,
): { readonly patient: BundleEntry; readonly unclear: readonly BundleEntry[] } {
  const [first, second] = patients;
  if (first === undefined) throw new InteropError('document_invalid', 'the document has no Patient');
  if (second !== undefined) throw severalPatients(`it has ${patients.length} Patients`);
  const { patient } = first;
  const counts = (reason: LooseReason): number => loose.filter((one) => one.reason === reason).length;
  if (counts('several_patients') > 0) throw severalPatients('a resource has several subjects');
  if (counts('patient_missing') > 0) throw severalPatients('a resource has a subject that is not in it');
  const isReplaced = new Set(loose.filter(({ reason }) => reason === 'patient_replaced').map(({ entry }) => entry));
  const isThePatient = (entry: BundleEntry): boolean => entry === patient || isReplaced.has(entry);
  const identity = identityOfPatient(patient.resource);
  for (const entry of all) {
    for (const contained of objects(entry.resource['contained']).filter(isResource)) {
      // A Patient that a resource contains is a copy of the document's, or another person.
      if (contained.resourceType === 'Patient' && !isSameIdentity(identity, identityOfPatient(contained))) {
        throw severalPatients('a contained Patient is not the one of the document');
      }
      for (const subject of subjectsOf(contained)) {
        if (subject.kind !== 'reference' || subject.reference.startsWith('#')) continue;
        const found = resolve(subject.reference, entry, index);
        if (found.length === 0 || !found.every(isThePatient))
          throw severalPatients('a contained resource has another subject');
      }
    }
  }
  const unclear = loose.flatMap(({ entry, reason }) => (reason === 'subject_unclear' ? [entry] : []));
  return { patient, unclear };
}

function severalPatients(reason: string): InteropError {
  return new InteropError('several_patients', `the document is not about one patient: ${reason}`);
}
