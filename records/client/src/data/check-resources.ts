import { utf8, type Bytes } from '@etanche/core-wire';
import { RESOURCE_BYTES } from '@etanche/core-sealing';
import {
  checkResource,
  compartmentOf,
  FhirError,
  identityIssues,
  parseResource,
  resourceFromText,
  type Compartment,
  type RawResource,
} from '@etanche/records-fhir';
import type { ResourceInput } from './change.ts';
import { DataError, type PlacedIssue } from './data-error.ts';
import type { CompleteOptions } from './data-options.ts';

const limits = { bytes: RESOURCE_BYTES, depth: 64 };

/** A resource that passed every check, with its compartment. */
export type ResourceToWrite = { readonly raw: RawResource; readonly bytes: Bytes; readonly compartment: Compartment };

/**
 * Reads and checks resources before any is sealed; reports the faults of all of them at once.
 *
 * @param fallbackIds FHIR ids for objects without one, in the order of `inputs`
 * @throws DataError `invalid_resource`
 */
export async function checkResources(
  options: Pick<CompleteOptions, 'validate'>,
  inputs: readonly ResourceInput[],
  fallbackIds: readonly string[],
): Promise<ResourceToWrite[]> {
  const issues: PlacedIssue[] = [];
  const checked: ResourceToWrite[] = [];
  for (const [place, input] of inputs.entries()) {
    try {
      const raw = read(input, fallbackIds[place] ?? '');
      const found = [
        ...checkResource(raw.resource),
        ...(raw.resource.resourceType === 'Patient' ? identityIssues(raw.resource) : []),
        ...((await options.validate?.(raw)) ?? []),
      ];
      issues.push(...found.map(({ path, code }) => ({ path, code, place })));
      checked.push({ raw, bytes: bytesOf(input, raw), compartment: compartmentOf(raw.resource) });
    } catch (error) {
      if (!(error instanceof FhirError)) throw error;
      issues.push({ path: '', code: error.code, place });
    }
  }
  if (issues.length > 0) {
    const [first] = issues;
    const places = new Set(issues.map(({ place }) => place)).size;
    throw new DataError(
      'invalid_resource',
      `${places} of ${inputs.length} resources are invalid, the first at ${first?.path ?? ''}: ${first?.code ?? ''}`,
      { issues },
    );
  }
  return checked;
}

function read(input: ResourceInput, fallbackId: string): RawResource {
  if (typeof input === 'string') return resourceFromText(input, limits);
  if (input instanceof Uint8Array) return parseResource(input, limits);
  // An object without an id gets one, so that other resources can refer to it.
  const { resourceType, ...rest } = input;
  const named = 'id' in input ? input : { resourceType, id: fallbackId, ...rest };
  return resourceFromText(JSON.stringify(named), limits);
}

function bytesOf(input: ResourceInput, raw: RawResource): Bytes {
  // A copy, because the lock zeroes it and must not zero the caller's bytes.
  const bytes = input instanceof Uint8Array ? input.slice() : utf8(raw.text);
  if (bytes.length > RESOURCE_BYTES) throw new FhirError('json_limits', `resource of ${bytes.length} bytes`);
  return bytes;
}
