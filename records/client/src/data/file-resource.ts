import { fromUtf8, type Bytes } from '@etanche/core-protocol';
import type { Compartment, OpenedVersion } from '@etanche/core-sealing';
import { FhirError, parseResource, resourceLimits, type Resource } from '@etanche/records-fhir';

/** A resource of an opened file, as its author wrote it. */
export type FileResource = {
  /** Record id, which stays through all versions. */
  readonly id: string;
  readonly version: number;
  readonly compartment: Compartment;
  readonly epoch: number;
  /** The member who wrote this version. */
  readonly author: string;
  /** The exact bytes that were signed; they are the file's own: copy them before changing anything. */
  readonly bytes: Bytes;
  readonly text: string;
  readonly resource: Resource;
};

/** @throws FhirError where a member signed what is no resource, which no client of ours does */
export function fileResource(version: OpenedVersion): FileResource {
  const { place, bytes } = version;
  const { text, resource } = parseResource(bytes, resourceLimits);
  const { resource: id, compartment, epoch, author } = place;
  return { id, version: place.version, compartment, epoch, author, bytes, text, resource };
}

/** The same, or what can be said of a version that cannot be read: its text, under the type that is no type. */
export function readableResource(version: OpenedVersion): FileResource {
  try {
    return fileResource(version);
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    const { resource: id, compartment, epoch, author } = version.place;
    const resource = { resourceType: 'Basic' };
    const text = fromUtf8(version.bytes);
    return { id, version: version.place.version, compartment, epoch, author, bytes: version.bytes, text, resource };
  }
}
