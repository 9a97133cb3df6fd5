import { checkRpps } from '@etanche/core-identifiers';
import { findMismatch } from '@etanche/core-wire';
import { unpackGrowthTable } from '@etanche/records-fhir';
import { DataError, type PlacedIssue } from '../data/data-error.ts';
import { settingsSchemas, type DocumentName, type SettingsDocument } from './documents.ts';
import { patientDataIn } from './patient-data.ts';

/** Fields that are dates by their schema. */
const dateFields: ReadonlySet<string> = new Set(['from', 'to', 'date']);
const mostBytes = 64 * 1024;

/**
 * Faults of a document of the settings. Their codes: `unknown_document`, `schema` (a field that is missing, unknown, of
 * another type, or too long), `too_large`, `patient_nir`, `patient_birth_date`, `rpps_key`, `hours_order` (ranges that
 * overlap, a closure that ends before it begins, a weekday twice), `time_zone`, `code_twice`, `growth_rows` (a row that
 * no curve can have, or a curve twice).
 */
export function settingsIssues(value: unknown): readonly Omit<PlacedIssue, 'place'>[] {
  const name = documentNameOf(value);
  if (name === null) return [{ path: '$.document', code: 'unknown_document' }];
  const path = findMismatch(settingsSchemas[name], value);
  if (path !== null) return [{ path, code: 'schema' }];
  if (JSON.stringify(value).length > mostBytes) return [{ path: '$', code: 'too_large' }];
  const document = value as SettingsDocument;
  return [...patientIssues(document, '$'), ...ruleIssues(document)];
}

/** @throws DataError `invalid_resource`; `place` of an issue is the position of the document */
export function requireSettings(...documents: readonly SettingsDocument[]): void {
  const issues = documents.flatMap((document, place) => settingsIssues(document).map((issue) => ({ place, ...issue })));
  if (issues.length === 0) return;
  const [first] = issues;
  throw new DataError('invalid_resource', `the settings are invalid at ${first?.path ?? ''}: ${first?.code ?? ''}`, {
    issues,
  });
}

/** The name that a document states; null for anything else. */
export function documentNameOf(value: unknown): DocumentName | null {
  if (typeof value !== 'object' || value === null || !('document' in value)) return null;
  const { document } = value;
  const names = Object.keys(settingsSchemas) as DocumentName[];
  return names.find((name) => name === document) ?? null;
}

function patientIssues(value: unknown, path: string, field = ''): Omit<PlacedIssue, 'place'>[] {
  if (typeof value === 'string') {
    const code = dateFields.has(field) ? null : patientDataIn(value);
    return code === null ? [] : [{ path, code }];
  }
  if (Array.isArray(value)) return value.flatMap((item, i) => patientIssues(item, `${path}[${i}]`, field));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => patientIssues(member, `${path}.${name}`, name));
}

function ruleIssues(value: SettingsDocument): Omit<PlacedIssue, 'place'>[] {
  if (value.document === 'hours') return hoursIssues(value);
  if (value.document === 'kinds') {
    const codes = value.kinds.map(({ code }) => code);
    return new Set(codes).size === codes.length ? [] : [{ path: '$.kinds', code: 'code_twice' }];
  }
  if (value.document === 'growth')
    return unpackGrowthTable(value) === null ? [{ path: '$.curves', code: 'growth_rows' }] : [];
  const hasRpps = value.document === 'practitioner' || value.document === 'correspondent';
  return hasRpps && checkRpps(value.rpps) === 'wrong_key' ? [{ path: '$.rpps', code: 'rpps_key' }] : [];
}

function hoursIssues({ weekdays, closures, timeZone }: Extract<SettingsDocument, { document: 'hours' }>) {
  const issues: Omit<PlacedIssue, 'place'>[] = [];
  if (!isTimeZone(timeZone)) issues.push({ path: '$.timeZone', code: 'time_zone' });
  const days = weekdays.map(({ day }) => day);
  if (new Set(days).size !== days.length) issues.push({ path: '$.weekdays', code: 'hours_order' });
  for (const [i, { ranges }] of weekdays.entries()) {
    const ordered = ranges.every(({ from, to }, at) => from < to && from >= (ranges[at - 1]?.to ?? 0));
    if (!ordered) issues.push({ path: `$.weekdays[${i}].ranges`, code: 'hours_order' });
  }
  for (const [i, { from, to }] of closures.entries()) {
    if (from > to) issues.push({ path: `$.closures[${i}]`, code: 'hours_order' });
  }
  return issues;
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
