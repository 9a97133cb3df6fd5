import type { ApiConfig } from '../config/gateway-config.ts';
import { parameterNames } from './search-api.ts';

/**
 * The functions of this API for any of its programs (FHIR R4, CapabilityStatement). Each program may be allowed less.
 */
export function capabilityStatement({ programs }: ApiConfig, baseUrl: string, now: number): object {
  const permissions = programs.flatMap((program) => program.permissions);
  const types = Array.from(new Set(permissions.map(({ type }) => type))).toSorted();
  return {
    ...{ resourceType: 'CapabilityStatement', status: 'active', date: new Date(now).toISOString(), kind: 'instance' },
    ...{ fhirVersion: '4.0.1', format: ['application/fhir+json', 'json'] },
    software: { name: 'Étanche', version: '0.1.0' },
    implementation: { description: 'Passerelle du cabinet', url: baseUrl },
    rest: [
      {
        mode: 'server',
        security: { description: 'A bearer token for each program, of which this gateway holds the rights.' },
        resource: types.map((type) => {
          const may = new Set(permissions.filter((each) => each.type === type).flatMap((each) => each.may));
          return {
            type,
            interaction: (['read', 'search', 'create', 'update'] as const)
              .filter((each) => may.has(each))
              .map((each) => ({ code: each === 'search' ? 'search-type' : each })),
            ...{ versioning: 'versioned-update', readHistory: false, updateCreate: false, conditionalCreate: false },
            searchParam: may.has('search') ? parameterNames(type).map((name) => ({ name, type: kindOf(name) })) : [],
          };
        }),
      },
    ],
  };
}

function kindOf(name: string): string {
  if (name === 'patient' || name === 'subject') return 'reference';
  if (name === 'birthdate') return 'date';
  return ['_id', 'identifier', 'phone', 'telecom'].includes(name) ? 'token' : 'string';
}
