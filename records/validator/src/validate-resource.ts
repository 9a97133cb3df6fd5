import { getAllDataTypes, OperationOutcomeError, validateResource as validateR4 } from '@medplum/core';
import { checkResource, type Resource } from '@etanche/records-fhir';
import { withShortBase64 } from './base64-fields.ts';
import { checkBindings } from './check-bindings.ts';
import { loadDefinitions } from './definitions.ts';
import type { ValidationIssue } from './validation-issue.ts';

/**
 * Finds the faults of a resource: against the rules of records/fhir, R4's structure and invariants, and the required
 * codes of R4. The first call reads R4's definitions.
 */
export function validateResource(resource: Resource): ValidationIssue[] {
  const ours = checkResource(resource).map(({ path, code }): ValidationIssue => ({ path, code, rule: null }));
  if (ours.some(({ code }) => code === 'resource_type')) return ours;
  loadDefinitions();
  const issues = [...ours, ...structureIssues(resource)];
  // Bindings cannot be looked up in a resource with an invalid structure.
  if (!issues.some(({ code }) => code === 'structure')) issues.push(...checkBindings(resource));
  const byKey = new Map<string, ValidationIssue>();
  for (const { path, code, rule } of issues) {
    const issue = { path: knownPath(path), code, rule };
    byKey.set(JSON.stringify(issue), issue);
  }
  return Array.from(byKey.values());
}

let elementNames: ReadonlySet<string> | undefined;

/** Replaces names in a path that R4 does not have, because an unknown name may be a person's. */
function knownPath(path: string): string {
  elementNames ??= new Set(
    Object.values(getAllDataTypes()).flatMap(({ name, elements }) => [
      name,
      ...Object.keys(elements).map((element) => element.replace('[x]', '')),
    ]),
  );
  const known = elementNames;
  const isKnown = (name: string): boolean =>
    known.has(name) ||
    Array.from(known).some((one) => name.startsWith(one) && /^[A-Z][A-Za-z]*$/.test(name.slice(one.length)));
  return path
    .split(/\.(?![^(]*\))/)
    .map((step) => (/^[A-Za-z]+\(/.test(step) || step === 'resourceType' || isKnown(plainName(step)) ? step : '…'))
    .join('.');
}

/** The name without index and underscore: `given` for `_given[0]`, `value` for `value[x]`. */
function plainName(step: string): string {
  return step.replace(/\[[^\]]*\]/g, '').replace(/^_/, '');
}

/** The part of an OperationOutcome.issue that is read here. */
interface OutcomeIssue {
  readonly severity: string;
  readonly code: string;
  readonly details?: { readonly text?: string };
  readonly expression?: readonly string[];
}

/** Finds faults of structure. medplum throws faults and returns warnings. */
function structureIssues(resource: Resource): ValidationIssue[] {
  try {
    validateR4(withShortBase64(resource));
    return [];
  } catch (error) {
    const { issue: found } = (error instanceof OperationOutcomeError ? error.outcome : { issue: [] }) as {
      readonly issue: readonly OutcomeIssue[];
    };
    // medplum throws other errors on unexpected shapes: a resource that it cannot check is rejected.
    if (found.length === 0 || found.some(({ code }) => code === 'exception')) {
      return [{ path: resource.resourceType, code: 'structure', rule: null }];
    }
    return found.flatMap(({ severity, code, details, expression }) => {
      if (severity !== 'error' && severity !== 'fatal') return [];
      const rule = code === 'invariant' ? (/^Constraint ([a-z]+-\d+)/.exec(details?.text ?? '')?.[1] ?? null) : null;
      return [
        { path: expression?.[0] ?? resource.resourceType, code: rule === null ? 'structure' : 'invariant', rule },
      ];
    });
  }
}
