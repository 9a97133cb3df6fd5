import { crawlTypedValue, toTypedValue, type TypedValueWithPath } from '@medplum/core';
import type { Resource } from '@etanche/records-fhir';
import { codesOfValueSet, type Codes } from './value-sets.ts';
import type { ValidationIssue } from './validation-issue.ts';

type Coded = { readonly system?: unknown; readonly code?: unknown; readonly coding?: unknown };

/**
 * Finds codes that are not in the required value set of R4 (binding strength `required`), which medplum does not check.
 */
export function checkBindings(resource: Resource): ValidationIssue[] {
  const issues: ValidationIssue[] = [];
  crawlTypedValue(
    toTypedValue(resource),
    {
      visitProperty: (_parent, key, _path, values, schema) => {
        const element = schema.elements[key] as BoundElement | undefined;
        const codes = element === undefined ? null : requiredCodes(element);
        if (codes === null) return;
        for (const value of values.flat()) checkValue(value, codes, issues);
      },
    },
    { skipMissingProperties: true },
  );
  return issues;
}

/** The part of an ElementDefinition that is read here; medplum's types need a package that it does not depend on. */
interface BoundElement {
  readonly binding?: { readonly strength?: string; readonly valueSet?: string };
}

function requiredCodes(element: BoundElement): Codes | null {
  const { binding } = element;
  if (binding?.strength !== 'required' || binding.valueSet === undefined) return null;
  return codesOfValueSet(binding.valueSet);
}

function checkValue({ type, value, path }: TypedValueWithPath, codes: Codes, issues: ValidationIssue[]): void {
  if (isBound(type, value, codes)) return;
  issues.push({ path, code: 'value', rule: null });
}

/**
 * True if the value is in the value set: for a concept, if one of its codings is. A code that is not a string is
 * reported by another check.
 */
function isBound(type: string, value: unknown, codes: Codes): boolean {
  if (type === 'CodeableConcept') {
    const { coding } = value as Coded;
    return Array.isArray(coding) && coding.some((one: Coded) => codes.codings.has(key(one)));
  }
  if (type === 'Coding') return codes.codings.has(key(value as Coded));
  return typeof value !== 'string' || codes.codes.has(value);
}

function key({ system, code }: Coded): string {
  return `${String(system)} ${String(code)}`;
}
