import type { Bytes } from '@etanche/core-wire';
import type { Compartment, OpenedVersion } from '@etanche/core-sealing';
import { isObject, isResource, type Resource } from '@etanche/records-fhir';

/** A resource of an opened file, as its author wrote it. */
export type FileResource = {
  /** Record id, which stays through all versions. */
  readonly id: string;
  readonly version: number;
  readonly compartment: Compartment;
  readonly epoch: number;
  /** The member who wrote this version. */
  readonly author: string;
  /** When, in ms since 1970: signed by the author, and near the server's clock when it accepted the version. */
  readonly time: number;
  /** The exact bytes that were signed; they are the file's own: copy them before changing anything. */
  readonly bytes: Bytes;
  readonly text: string;
  /** Only `resourceType` is verified here: `isChecked` of records/fhir verifies the fields, where they are needed. */
  readonly resource: Resource;
};

/**
 * Reads a version. Its JSON is parsed as it stands: that it has one reading was checked before its author signed it, and
 * what a member signed is shown even where a later rule would refuse it; what is no resource at all is a `Basic`.
 */
export function fileResource({ place, bytes }: OpenedVersion): FileResource {
  const { resource: id, version, compartment, epoch, author, time } = place;
  const text = new TextDecoder().decode(bytes);
  return { id, version, compartment, epoch, author, time, bytes, text, resource: parse(text) };
}

function parse(text: string): Resource {
  const nothing: Resource = { resourceType: 'Basic' };
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && isResource(value) ? value : nothing;
  } catch {
    return nothing;
  }
}
