import { getAllDataTypes, OperationOutcomeError, validateResource as validateR4 } from '@medplum/core';
import { checkResource, type Resource } from '@etanche/records-fhir';
import { withShortBase64 } from './base64-fields.ts';
import { checkBindings } from './check-bindings.ts';
import { loadDefinitions } from './definitions.ts';
import type { ValidationIssue } from './validation-issue.ts';

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
  const byKey = new Map<string, ValidationIssue>();
  for (const { path, code, rule } of issues) {
    const issue = { path: knownPath(path), code, rule };
    byKey.set(JSON.stringify(issue), issue);
  }
  return Array.from(byKey.values());
}

let elementNames: ReadonlySet<string> | undefined;

/** A path without member names that R4 does not have: the name of an unknown member may be a person's. */
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

/** `_given[0]` is about `given`, `value[x]` about `value`. */
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

/** medplum throws its faults, and returns what is only a warning. */
function structureIssues(resource: Resource): ValidationIssue[] {
  try {
    validateR4(withShortBase64(resource));
    return [];
  } catch (error) {
    const { issue: found } = (error instanceof OperationOutcomeError ? error.outcome : { issue: [] }) as {
      readonly issue: readonly OutcomeIssue[];
    };
    // medplum fails in other ways on shapes that it does not expect: what it cannot judge is not stored.
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
