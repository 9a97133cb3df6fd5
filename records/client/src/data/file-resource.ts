import type { Bytes } from '@etanche/core-wire';
import type { Compartment, OpenedVersion } from '@etanche/core-sealing';
import { compartmentOf, isObject, isResource, type Resource } from '@etanche/records-fhir';

/** A resource of an opened file, as its author wrote it. */
export type FileResource = {
  /** Record id, which stays through all versions. */
  readonly id: string;
  readonly version: number;
  readonly compartment: Compartment;
  readonly epoch: number;
  /** The member who wrote this version. */
  readonly author: string;
  /** In ms since 1970, signed by the author; close to the server's clock when it accepted the version. */
  readonly time: number;
  /** The exact bytes that were signed. They belong to the file: copy them before changing them. */
  readonly bytes: Bytes;
  readonly text: string;
  /** Only `resourceType` is verified here; `isChecked` of records/fhir verifies the fields. */
  readonly resource: Resource;
};

/**
 * Reads a version. Its JSON is parsed without further checks: the author's client checked it before signing, and a
 * signed resource is shown even if a later rule would reject it. Content that is not a resource becomes a `Basic`, and
 * so does clinical content in the compartment of the reception: every secretary's key signs there, so that a stolen
 * account could add an allergy or a treatment that looks like a doctor's.
 */
export function fileResource({ place, bytes }: OpenedVersion): FileResource {
  const { resource: id, version, compartment, epoch, author, time } = place;
  const text = new TextDecoder().decode(bytes);
  const read = parse(text);
  const isMisplaced = compartment === 'identity' && compartmentOf(read) === 'clinical';
  const resource: Resource = isMisplaced ? { resourceType: 'Basic' } : read;
  return { id, version, compartment, epoch, author, time, bytes, text, resource };
}

function parse(text: string): Resource {
  const empty: Resource = { resourceType: 'Basic' };
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && isResource(value) ? value : empty;
  } catch {
    return empty;
  }
}
