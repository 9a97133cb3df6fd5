import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { writeZip } from './write-zip.ts';

/** A resource that a property test drew. Its text follows from these values and the prefix of the run. */
type DrawnResource = {
  readonly kind: (typeof kinds)[number];
  readonly person: number;
  readonly id: number;
  readonly value: number;
  readonly reference: (typeof references)[number];
};
export type DrawnFile = {
  readonly form: (typeof forms)[number];
  readonly server: number;
  readonly resources: readonly DrawnResource[];
};

/** A file of a source, and the exact text of the resource at each position (`item/entry`). */
export type ShapedFile = {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly positions: ReadonlyMap<string, string>;
};

const kinds = [
  ...(['patient', 'patient', 'observation', 'observation', 'observation', 'document', 'practitioner'] as const),
  ...(['absent', 'unclear', 'identifier', 'malformed', 'unknown', 'incomplete'] as const),
] as const;
const references = ['id', 'url', 'versioned'] as const;
const forms = [
  ...(['collection', 'transaction', 'searchset', 'history', 'nested', 'array', 'ndjson', 'lines'] as const),
  ...(['bundles', 'single', 'zip', 'gzip'] as const),
] as const;

const withoutUrls: ReadonlySet<string> = new Set(['array', 'ndjson', 'lines', 'single']);

const drawnResource: fc.Arbitrary<DrawnResource> = fc.record({
  kind: fc.constantFrom(...kinds),
  person: fc.integer({ min: 0, max: 2 }),
  id: fc.integer({ min: 0, max: 3 }),
  value: fc.integer({ min: 0, max: 2 }),
  reference: fc.constantFrom(...references),
});

/** One to four files of all forms, in which people, ids and whole texts occur repeatedly. */
export const drawnSource: fc.Arbitrary<readonly DrawnFile[]> = fc.array(
  fc.record({
    form: fc.constantFrom(...forms),
    server: fc.integer({ min: 0, max: 1 }),
    resources: fc.array(drawnResource, { minLength: 1, maxLength: 9 }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** The family name of a person. One number at two servers means two people with one id. */
function familyOf(prefix: string, server: number, person: number): string {
  return `${prefix}${'AB'.charAt(server)}${'XYZ'.charAt(person)}eda`;
}

/** @param prefix letters that no other run uses */
export function shapeFile(prefix: string, index: number, { form, server, resources }: DrawnFile): ShapedFile {
  const base = `https://server-${server}.example/fhir`;
  // Without full URLs, the server of a reference is unknown, so each server has its own ids.
  const ids = withoutUrls.has(form) ? `${prefix}s${server}` : prefix;
  const texts = resources.map((one) => textOf(prefix, ids, server, base, one));
  const entries = texts.map((text) => entryOf(base, text, form));
  const name = `${index}-${form}`;
  const inBundle = new Map(texts.map((text, i) => [`${i + 1}/0`, text]));
  switch (form) {
    case 'collection':
    case 'transaction':
    case 'searchset':
    case 'history':
      return { name: `${name}.json`, bytes: Buffer.from(bundle(form, entries)), positions: inBundle };
    case 'nested': {
      const inner = `{"resource":${bundle('collection', entries)}}`;
      const positions = new Map(texts.map((text, i) => [`1/${i + 1}`, text]));
      return { name: `${name}.json`, bytes: Buffer.from(bundle('collection', [inner])), positions };
    }
    case 'array':
      return { name: `${name}.json`, bytes: Buffer.from(`[${texts.join(',\n')}]`), positions: inBundle };
    case 'ndjson':
      return { name: `${name}.ndjson`, bytes: Buffer.from(`${texts.join('\n')}\n`), positions: inBundle };
    case 'lines':
      // With an unknown ending, the first line determines the format.
      return {
        name: `${name}.export`,
        bytes: Buffer.from(`${[filler(prefix, index), ...texts].join('\n')}\n`),
        positions: after(texts, filler(prefix, index)),
      };
    case 'bundles': {
      const lines = pairs(entries).map((two) => bundle('searchset', two));
      const positions = new Map(texts.map((text, i) => [`${Math.floor(i / 2) + 1}/${(i % 2) + 1}`, text]));
      return { name: `${name}.ndjson`, bytes: Buffer.from(`${lines.join('\n')}\n`), positions };
    }
    case 'single':
      return {
        name: `${name}.json`,
        bytes: Buffer.from(texts[0] ?? ''),
        positions: new Map([['1/0', texts[0] ?? '']]),
      };
    case 'zip': {
      const bytes = writeZip({ 'inner/a.json': bundle('collection', entries) });
      return { name: `${name}.zip`, bytes, positions: inBundle };
    }
    case 'gzip':
      return { name: `${name}.json.gz`, bytes: gzipSync(bundle('collection', entries)), positions: inBundle };
  }
}

function filler(prefix: string, index: number): string {
  return `{"resourceType":"Practitioner","id":"${prefix}-first-${index}","name":[{"family":"Premier"}]}`;
}

function after(texts: readonly string[], first: string): Map<string, string> {
  return new Map([first, ...texts].map((text, i) => [`${i + 1}/0`, text]));
}

function bundle(type: string, entries: readonly string[]): string {
  return `{"resourceType":"Bundle","type":"${type}","entry":[${entries.join(',')}]}`;
}

/** The full URL is that of the resource's type and id, the same for all states of one resource. */
function entryOf(base: string, text: string, form: string): string {
  const [, type = '', id = ''] = /"resourceType":"(\w+)","id":"([^"]+)"/.exec(text) ?? [];
  const request = form === 'transaction' ? ',"request":{"method":"POST","url":"x"}' : '';
  return `{"fullUrl":"${base}/${type}/${id}","resource":${text}${request}}`;
}

function textOf(
  prefix: string,
  ids: string,
  server: number,
  base: string,
  { kind, person, id, value, reference }: DrawnResource,
): string {
  const family = familyOf(prefix, server, person);
  const meta = `"meta":{"lastUpdated":"2024-0${value + 1}-01T00:00:00Z"}`;
  const named = (type: string): string => `{"resourceType":"${type}","id":"${ids}-${kind}-${person}-${id}",${meta}`;
  const patientId = `${ids}-p${person}`;
  const subjects = {
    id: `Patient/${patientId}`,
    url: ids === prefix ? `${base}/Patient/${patientId}` : `Patient/${patientId}`,
    versioned: `Patient/${patientId}/_history/1`,
  };
  const observed = (subject: string): string =>
    `${named('Observation')},"status":"final","code":{"text":"poids"},"subject":${subject},"note":[{"text":"${family}"}],"valueQuantity":{"value":7${value}.10}}`;
  switch (kind) {
    case 'patient':
      return (
        `{"resourceType":"Patient","id":"${patientId}",${meta},"identifier":[{"system":"urn:${base}","value":"${prefix}${person}"}],` +
        `"name":[{"use":"official","family":"${family}","given":["Zoé"]}],"gender":"female","birthDate":"1980-02-0${person + 1}",` +
        `"telecom":[{"system":"phone","value":"010203040${value}"}]}`
      );
    case 'observation':
      return observed(`{"reference":"${subjects[reference]}"}`);
    case 'document':
      return `${named('DocumentReference')},"status":"current","subject":{"reference":"${subjects[reference]}"},"description":"${family}","content":[{"attachment":{"title":"x"}}]}`;
    case 'practitioner':
      return `${named('Practitioner')},"name":[{"family":"Soignant"}]}`;
    case 'absent':
      return observed(`{"reference":"Patient/${prefix}-absent-${id}"}`);
    case 'unclear':
      return observed('{"display":"Mme X"}');
    case 'identifier':
      return observed(`{"identifier":{"system":"urn:${base}","value":"${prefix}${person}"}}`);
    case 'malformed':
      return `${named('Observation')},"status":}`;
    case 'unknown':
      return `${named('Consultation')}}`;
    case 'incomplete':
      return `${named('Observation')},"code":{"text":"x"},"subject":{"reference":"${subjects.id}"}}`;
  }
}

function pairs<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / 2) }, (_, i) => all.slice(2 * i, 2 * i + 2));
}
