import { OperationOutcomeError, validateResource as validateR4 } from '@medplum/core';
import { checkResource } from '@etanche/records-fhir';
import type { IssueCode, Resource } from '@etanche/records-fhir';
import { checkBindings } from './check-bindings.ts';
import { loadDefinitions } from './definitions.ts';

/**
 * - those of `checkResource` of records/fhir;
 * - `structure`: not as R4's definition of the type says (an unknown field, a missing one, another JSON type);
 * - `invariant`: a rule of R4 is broken; `rule` is its key (`dom-3`).
 */
export type ValidationCode = IssueCode | 'structure' | 'invariant';

/** `path` is FHIRPath from the resource. Neither it nor `rule` holds a value of the resource. */
export interface ValidationIssue {
  readonly path: string;
  readonly code: ValidationCode;
  readonly rule: string | null;
}

/**
 * All that is wrong with a resource: our own rules, R4's structure and invariants, and the codes that R4 requires.
 * The first call reads R4's definitions.
 */
export function validateResource(resource: Resource): ValidationIssue[] {
  const ours = checkResource(resource).map(({ path, code }): ValidationIssue => ({ path, code, rule: null }));
  if (ours.some(({ code }) => code === 'resource_type')) return ours;
  loadDefinitions();
  const issues = [...ours, ...structureIssues(resource)];
  // The bindings of what has no sound structure cannot be looked up.
  if (!issues.some(({ code }) => code === 'structure')) issues.push(...checkBindings(resource));
  const seen = new Set<string>();
  return issues.filter(({ path, code, rule }) => {
    const key = JSON.stringify([path, code, rule]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The part of an OperationOutcome.issue that is read here. */
interface OutcomeIssue {
  readonly severity: string;
  readonly code: string;
  readonly details?: { readonly text?: string };
  readonly expression?: readonly string[];
}

/** medplum throws its faults, and returns what is only a warning. */
function structureIssues(resource: Resource): ValidationIssue[] {
  try {
    validateR4(resource);
    return [];
  } catch (error) {
    if (!(error instanceof OperationOutcomeError)) throw error;
    const { issue: found } = error.outcome as { readonly issue: readonly OutcomeIssue[] };
    // Anything but a list of faults is a fault of the program.
    if (found.length === 0 || found.some(({ code }) => code === 'exception')) throw error;
    return found.flatMap(({ severity, code, details, expression }) => {
      if (severity !== 'error' && severity !== 'fatal') return [];
      const rule = code === 'invariant' ? (/^Constraint ([a-z]+-\d+)/.exec(details?.text ?? '')?.[1] ?? null) : null;
      return [
        { path: expression?.[0] ?? resource.resourceType, code: rule === null ? 'structure' : 'invariant', rule },
      ];
    });
  }
}
