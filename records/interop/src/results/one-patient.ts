import { InteropError } from '../interop-error.ts';
import { isSameIdentity, unknownIdentity, type SentIdentity } from './sent-identity.ts';

/**
 * The one patient of all parts of a file, with the traits of the first part that has them. A part whose patient is not
 * certainly the same rejects the whole file: filed under one of two people, it would show one of them to the other.
 *
 * @throws InteropError `several_patients`
 */
export function onePatient(parts: readonly SentIdentity[]): SentIdentity {
  const [first = unknownIdentity, ...others] = parts;
  if (others.some((other) => !isSameIdentity(first, other))) {
    throw new InteropError('several_patients', `a file of ${parts.length} parts is not about one patient`);
  }
  return first;
}
