import { describe as group, expect, test } from 'vitest';
import {
  actionSchema,
  approverSchema,
  bytes32Schema,
  type Action,
  type PracticeStatement,
} from '@etanche/core-vault-protocol';
import { parseShape, recordIdSchema, toBase64url, utf8, type JsonSchema } from '@etanche/core-wire';
import { describe } from '../page/describe.ts';
import { en } from '../page/text/en.ts';
import { fr } from '../page/text/fr.ts';
import { newId, someKeys } from '../../server/test/support/practice.ts';

type ObjectSchema = Extract<JsonSchema, { readonly properties: unknown }>;
type Variant = { readonly path: string; readonly value: unknown };

const member = newId();
const head: PracticeStatement = {
  practice: newId(),
  index: 1,
  issuers: 2,
  sequence: 4,
  head: someKeys(),
  time: 0,
  live: false,
  server: someKeys(),
  members: [{ member, auth: someKeys(), keys: someKeys(), roles: ['doctor'], status: 'active', since: 0 }],
  approvers: [],
  log: { epoch: 1, size: 7, root: someKeys() },
  freezes: [],
};

const someText: Readonly<Record<string, () => string>> = {
  [recordIdSchema.pattern]: newId,
  [bytes32Schema.pattern]: someKeys,
};
let made = 0;

/** A value that the schema accepts, different at each call. */
function some(schema: JsonSchema): unknown {
  if ('const' in schema) return schema.const;
  if ('enum' in schema) return schema.enum[0];
  if ('anyOf' in schema) return some(schema.anyOf[0] ?? { const: null });
  switch (schema.type) {
    case 'boolean':
      return false;
    case 'integer':
      return schema.minimum + ((3600 * ++made) % (schema.maximum - schema.minimum + 1));
    case 'string':
      return someString(schema);
    case 'array':
      return Array.from({ length: Math.max(1, schema.minItems) }, () => some(schema.items));
    case 'object':
      if (!('properties' in schema)) throw new Error('an action has an open object: extend this test');
      return Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, some(each)]));
  }
}

function someString(schema: Extract<JsonSchema, { type: 'string' }>): string {
  if (schema === approverSchema.properties.card) return `eyJ.${toBase64url(utf8(`card ${++made}`))}.${'a'.repeat(100)}`;
  if (schema.pattern?.includes('@') === true) return `a${++made}@practice.example`;
  const make = someText[schema.pattern ?? ''];
  if (make === undefined)
    throw new Error(`no generator for texts of ${schema.pattern ?? 'any letters'}: extend this test`);
  return make();
}

/** The same value with one change, for every possible change. */
function* variants(schema: JsonSchema, value: unknown, path: string): Generator<Variant> {
  if ('const' in schema) return;
  if ('enum' in schema) {
    for (const other of schema.enum.filter((each) => each !== value)) yield { path, value: other };
    return;
  }
  if ('anyOf' in schema) {
    yield { path, value: some(schema.anyOf[1] ?? { const: null }) };
    return;
  }
  if (schema.type === 'boolean') yield { path, value: value !== true };
  else if (schema.type === 'array') yield* arrayVariants(schema, value as unknown[], path);
  else if (schema.type === 'object') yield* objectVariants(schema as ObjectSchema, value as object, path);
  else yield { path, value: some(schema) };
}

function* arrayVariants(
  schema: Extract<JsonSchema, { type: 'array' }>,
  value: readonly unknown[],
  path: string,
): Generator<Variant> {
  const more = 'enum' in schema.items ? schema.items.enum[1] : some(schema.items);
  yield { path: `${path}[+]`, value: [...value, more] };
  if (value.length > schema.minItems) yield { path: `${path}[-]`, value: value.slice(0, -1) };
  for (const [i, item] of value.entries()) {
    for (const change of variants(schema.items, item, `${path}[${i}]`)) {
      yield { path: change.path, value: value.map((each, at) => (at === i ? change.value : each)) };
    }
  }
}

function* objectVariants(schema: ObjectSchema, value: object, path: string): Generator<Variant> {
  for (const [name, property] of Object.entries(schema.properties)) {
    const inside = (value as Record<string, unknown>)[name];
    for (const change of variants(property, inside, `${path}.${name}`)) {
      yield { path: change.path, value: { ...value, [name]: change.value } };
    }
    if (!schema.required.includes(name)) {
      yield { path: `${path}.${name}?`, value: Object.fromEntries(Object.entries(value).filter(([n]) => n !== name)) };
    }
  }
}

function shown(action: Action, texts: typeof en): string {
  const order = { practice: head.practice, sequence: 5, previous: head.head, audience: [someKeys()] };
  const { title, sense, facts, compare } = describe({ ...order, issuedAt: 0, expires: 1, action }, head, texts);
  return JSON.stringify({ title, sense, facts, compare });
}

const kinds = actionSchema.anyOf.map((schema) => [schema.properties.kind.const, schema as ObjectSchema] as const);

group('description of an order before signing', () => {
  test.each(kinds)('the description changes with every member of the action %s, in both languages', (_, schema) => {
    const action = parseShape(actionSchema, some(schema), 'sample');
    const unseen: string[] = [];
    for (const { path, value } of variants(schema, action, '$')) {
      const changed = parseShape(actionSchema, value, path);
      for (const texts of [en, fr as typeof en]) {
        if (shown(changed, texts) === shown(action, texts)) unseen.push(`${path} (${texts.language})`);
      }
    }
    expect(unseen).toEqual([]);
    expect(shown(action, en)).not.toContain('undefined');
  });

  test('a known member is described by key fingerprint and an unknown one by id', () => {
    const freeze = (of: string): Action => ({ kind: 'retire', member: of });
    const stranger = newId();
    expect(shown(freeze(stranger), en)).toContain(stranger);
    expect(shown(freeze(member), en)).not.toBe(shown(freeze(stranger), en));
  });
});

group('a restore', () => {
  const root = head.log.root ?? '';
  const restore = (size: number, named: string): Action => ({ kind: 'restore', logEpoch: 2, size, root: named });
  const noteOf = (action: Action, log = head.log) => {
    const order = { practice: head.practice, sequence: 5, previous: head.head, audience: [someKeys()] };
    const { note, compare } = describe({ ...order, issuedAt: 0, expires: 1, action }, { ...head, log }, en);
    return { note, roots: compare.map(([, value]) => value) };
  };

  test('a restore order shows its root next to the vault’s last cosigned root, complete and in groups of four', () => {
    const { roots, note } = noteOf(restore(7, root));
    expect(roots).toHaveLength(2);
    expect(roots[0]).toMatch(/^[A-Z2-7]{4}( [A-Z2-7]{4}){12}$/);
    expect(roots[1]).toBe(roots[0]);
    expect(note).toContain('the same');
  });

  test.each([
    ['another root of the same size', 7, someKeys(), 'not the same log'],
    ['fewer lines', 5, someKeys(), '2 lines fewer'],
    ['more lines', 9, root, '2 lines that vault 1 has never seen'],
  ])('a restore order with %s is described in a sentence', (_, size, named, sentence) => {
    expect(noteOf(restore(size, named)).note).toContain(sentence);
  });

  test('a restore order shows that there is no root to compare if the vault has cosigned nothing', () => {
    expect(noteOf(restore(0, root), { epoch: 1, size: 0, root: null }).roots[1]).toBe('none yet');
  });
});
