import { unfoldPatient } from './fhir-patient.ts';

const deepest = 60;
const longestText = 1024 * 1024;

/**
 * Converts wrapped values: MongoDB's extended JSON (`{"$date": …}`, `{"$numberLong": …}`) and DynamoDB's types to plain
 * values, JSON inside a text to an object, a hit of Elasticsearch to its source, and a FHIR Patient to one with an
 * identifier and a telecom for each system.
 */
export function unfoldRecord(value: object): object {
  const plain = unfold(value, 0);
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return value;
  const record = plain as Readonly<Record<string, unknown>>;
  const inner = record['_source'] ?? record['resource'];
  const isWrapped = ('_index' in record || 'fullUrl' in record || 'resource' in record) && isObject(inner);
  const source = isWrapped ? inner : record;
  return source['resourceType'] === 'Patient' ? unfoldPatient(source) : source;
}

function unfold(value: unknown, depth: number): unknown {
  if (depth > deepest) return value;
  if (typeof value === 'string') return fromText(value, depth);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => unfold(item, depth + 1));
  const entries: [string, unknown][] = Object.entries(value);
  const [only] = entries;
  if (only !== undefined && entries.length === 1) {
    const [name, inner] = only;
    if (name === '$date') return dateOf(unfold(inner, depth + 1));
    if (/^\$(?:numberLong|numberInt|numberDouble|numberDecimal|oid|uuid|symbol)$/.test(name)) return inner;
    // DynamoDB: a type of one or two letters around every value.
    if (depth > 0 && /^(?:S|N|BOOL)$/.test(name) && typeof inner !== 'object') return inner;
    if (depth > 0 && (name === 'M' || name === 'L') && typeof inner === 'object') return unfold(inner, depth + 1);
    if (depth > 0 && name === 'NULL') return null;
  }
  return Object.fromEntries(entries.map(([name, inner]) => [name, unfold(inner, depth + 1)]));
}

/** JSON inside a text, as stored by audit tables and message queues. */
function fromText(text: string, depth: number): unknown {
  const isJson = text.length < longestText && /^\s*(?:\{\s*"|\[\s*\{)/.test(text) && /[}\]]\s*$/.test(text);
  if (!isJson) return text;
  try {
    return unfold(JSON.parse(text), depth + 1);
  } catch {
    return text;
  }
}

/** A day if the moment is midnight; milliseconds count from 1970 and may be negative. */
function dateOf(value: unknown): unknown {
  const isCount = typeof value === 'number' || (typeof value === 'string' && /^-?\d+$/.test(value));
  const date = isCount ? new Date(Number(value)) : typeof value === 'string' ? new Date(value) : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) return value;
  if (typeof value === 'string' && !isCount && !/Z|[+-]\d\d:?\d\d$/.test(value)) return value;
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
