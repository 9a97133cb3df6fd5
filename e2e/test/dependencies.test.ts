import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isBuiltin } from 'node:module';
import { describe, expect, test } from 'vitest';
import { specifiersOf } from './support/source-files.ts';

const root = resolve(import.meta.dirname, '../..');

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/**
 * The rooms on which each room may depend: the dependency list of a room is its security claim. A room must be listed
 * here; `*` marks programs and measurements that assemble everything and make no claim.
 */
const allowed: Readonly<Record<string, readonly string[] | '*'>> = {
  'core/identifiers': [],
  'core/merkle': ['core/wire'],
  'core/oprf': ['core/vault-protocol', 'core/wire'],
  'core/oprf-sodium': ['core/oprf', 'core/wire'],
  'core/wire': [],
  'core/vault-protocol': ['core/wire'],
  'core/check-protocol': ['core/vault-protocol', 'core/wire'],
  'core/exchange-protocol': ['core/vault-protocol', 'core/wire'],
  'core/sealed-index': ['core/check-protocol', 'core/merkle', 'core/vault-protocol', 'core/wire'],
  // No identifier and no entry: the vault has no code to read either.
  'vault/server': [
    'core/check-protocol',
    'core/merkle',
    'core/oprf',
    'core/oprf-sodium',
    'core/vault-protocol',
    'core/wire',
    'platform',
    'vault/approvals',
  ],
  // The page that approvers trust: orders, statements and elements, no evaluation.
  'vault/approvals': ['core/vault-protocol', 'core/wire', 'ui', 'ui/bundle'],
  'vault/client': ['core/check-protocol', 'core/oprf', 'core/vault-protocol', 'core/wire'],
  intake: ['core/identifiers', 'core/wire'],
  'check/import': [
    'core/check-protocol',
    'core/identifiers',
    'core/merkle',
    'core/oprf',
    'core/oprf-sodium',
    'core/sealed-index',
    'core/vault-protocol',
    'core/wire',
    'intake',
    'platform',
    'vault/client',
  ],
  'check/page': [
    'core/check-protocol',
    'core/identifiers',
    'core/merkle',
    'core/oprf',
    'core/sealed-index',
    'core/vault-protocol',
    'core/wire',
    'ui',
    'vault/client',
  ],
  // Host and build of the page: no cryptography of ours.
  'check/site': ['check/page', 'core/check-protocol', 'core/wire', 'ui/bundle', 'ui/host'],
  ui: [],
  'ui/host': ['core/wire'],
  'ui/bundle': ['core/wire'],
  'core/sealing': [
    'core/exchange-protocol',
    'core/merkle',
    'core/records-protocol',
    'core/vault-protocol',
    'core/wire',
  ],
  'core/records-protocol': ['core/exchange-protocol', 'core/vault-protocol', 'core/wire'],
  // It stores data that it cannot read: no sealing, no oblivious function, no client of the vaults.
  'records/server': [
    'core/exchange-protocol',
    'core/merkle',
    'core/records-protocol',
    'core/vault-protocol',
    'core/wire',
    'platform',
  ],
  'records/client': [
    'core/exchange-protocol',
    'core/identifiers',
    'core/merkle',
    'core/oprf',
    'core/records-protocol',
    'core/sealing',
    'core/vault-protocol',
    'core/wire',
    'records/fhir',
    'vault/client',
  ],
  'records/fhir': ['core/identifiers', 'core/wire'],
  'records/validator': ['records/fhir'],
  'records/document': ['core/wire', 'records/fhir'],
  // Pure functions on public data and a doctor's text: no client, no sealing, no input or output.
  'records/medicines': ['core/wire', 'records/fhir'],
  // Parsers of bytes from outside: no client, no sealing, no input or output.
  'records/interop': ['core/identifiers', 'core/wire', 'records/fhir'],
  'records/passkey': ['core/wire'],
  // The only room in which documents leave as text: it opens what its own quota allows.
  gateway: ['core/wire', 'platform', 'records/client', 'records/document', 'records/fhir', 'records/interop'],
  // The screens and the worker with the session.
  'records/web': [
    'core/identifiers',
    'core/oprf',
    'core/wire',
    'records/client',
    'records/document',
    'records/fhir',
    'records/interop',
    'records/medicines',
    'ui',
  ],
  // Host and build of the application: no cryptography of ours.
  'records/site': ['core/wire', 'records/medicines', 'records/web', 'ui/bundle', 'ui/host'],
  'records/import': [
    'core/sealing',
    'core/vault-protocol',
    'core/wire',
    'records/client',
    'records/fhir',
    'vault/client',
  ],
  // Configuration, database, HTTP, logs; no cryptography.
  platform: ['core/wire'],
  // French patients and their histories are FHIR resources.
  demo: ['records/fhir'],
  trial: '*',
  cli: '*',
  thefts: '*',
  bench: '*',
  e2e: '*',
};

/** External packages that rooms with cryptographic claims may use. Extending this list needs a review. */
const foreign: Readonly<Record<string, readonly string[]>> = {
  'core/identifiers': [],
  'core/merkle': ['@noble/hashes'],
  'core/oprf': ['@noble/curves', '@noble/hashes'],
  'core/oprf-sodium': ['libsodium-wrappers-sumo'],
  'core/wire': ['@noble/curves', '@noble/hashes', 'jose'],
  'core/vault-protocol': [],
  'core/check-protocol': [],
  'core/sealed-index': [],
  'core/sealing': ['@hpke/core', '@hpke/hybridkem-x-wing', '@noble/curves', 'fflate'],
  'core/records-protocol': [],
  'records/client': ['age-encryption'],
  'vault/client': [],
};

const rooms = new Map(
  globSync('{*,*/*}/package.json', { cwd: root, exclude: ['node_modules', '.runtime', '.etanche', 'scripts'] }).map(
    (file) => {
      const room = dirname(file).replaceAll(sep, '/');
      return [room, JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest];
    },
  ),
);
const roomNamed = new Map(Array.from(rooms, ([room, { name }]) => [name, room]));

describe.each(Array.from(rooms.keys()))('%s', (room) => {
  const manifest = rooms.get(room) as Manifest;
  const runtime = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });

  test('is a room of the architecture, under its own name', () => {
    expect(Object.keys(allowed)).toContain(room);
    expect(manifest.name).toBe(`@etanche/${room.replace('/', '-')}`);
  });

  test('depends only on the rooms it may depend on', () => {
    const ours = runtime.flatMap((name) => roomNamed.get(name) ?? []);
    const may = allowed[room] ?? [];
    expect(may === '*' ? [] : ours.filter((other) => !may.includes(other))).toEqual([]);
    expect(runtime.filter((name) => name.startsWith('@etanche/') && !roomNamed.has(name))).toEqual([]);
  });

  test('uses only listed external packages, if it has a list', () => {
    const others = runtime.filter((name) => !name.startsWith('@etanche/'));
    expect(others.filter((name) => foreign[room]?.includes(name) === false)).toEqual([]);
  });

  test('imports only declared packages, and no file of another room', () => {
    expect(faults(room, manifest)).toEqual([]);
  });
});

describe('all rooms', () => {
  test('every room of the architecture exists', () => {
    expect(rooms.size).toBeGreaterThanOrEqual(16);
    expect(Array.from(rooms.keys()).filter((room) => !(room in allowed))).toEqual([]);
  });

  test('rooms have no circular dependency', () => {
    const circles: string[] = [];
    const visit = (room: string, path: readonly string[]): void => {
      if (path.includes(room)) {
        circles.push([...path, room].join(' → '));
        return;
      }
      for (const name of Object.keys(rooms.get(room)?.dependencies ?? {})) {
        const next = roomNamed.get(name);
        if (next !== undefined) visit(next, [...path, room]);
      }
    };
    for (const room of rooms.keys()) visit(room, []);
    expect(circles).toEqual([]);
  });

  test('check and records never import each other, directly or indirectly', () => {
    for (const [from, to] of [
      ['check', 'records'],
      ['records', 'check'],
      ['vault/server', 'core/identifiers'],
      ['vault/server', 'core/sealed-index'],
      ['platform', 'core/oprf'],
    ] as const) {
      const reached = Array.from(rooms.keys())
        .filter((room) => room.startsWith(from))
        .flatMap((room) => reachable(room))
        .filter((room) => room.startsWith(to));
      expect({ from, to, reached }).toEqual({ from, to, reached: [] });
    }
  });
});

test('the checks detect faults', () => {
  const manifest = { name: '@etanche/core-oprf', dependencies: { '@noble/curves': '1' } };
  const imports = [
    `import '@noble/curves/ed25519.js'; import './x.ts'; import 'node:fs';`,
    `export * from '../../sealed-index/src/index.ts';`,
    `const pg = await import('pg');`,
    `import type { Vault } from '@etanche/vault-server';`,
    `import { inner } from '@etanche/core-wire/src/inner.ts';`,
  ];
  const found = imports.map((text) => faultsOf('core/oprf', manifest, 'core/oprf/src/a.ts', text).length);
  expect(found).toEqual([0, 1, 1, 1, 2]);
});

/** All rooms that a room can reach through its dependencies. */
function reachable(room: string, seen: Set<string> = new Set<string>()): string[] {
  for (const name of Object.keys(rooms.get(room)?.dependencies ?? {})) {
    const next = roomNamed.get(name);
    if (next === undefined || seen.has(next)) continue;
    seen.add(next);
    reachable(next, seen);
  }
  return Array.from(seen);
}

function faults(room: string, manifest: Manifest): string[] {
  return globSync('**/*.{ts,tsx,mts,js,mjs}', { cwd: join(root, room), exclude: ['**/node_modules/**', '**/dist/**'] })
    .map((file) => join(room, file).replaceAll(sep, '/'))
    .filter((file) => roomOf(file) === room)
    .flatMap((file) => faultsOf(room, manifest, file, readFileSync(join(root, file), 'utf8')));
}

function faultsOf(room: string, manifest: Manifest, file: string, text: string): string[] {
  const isTest = file.includes('/test/');
  const declared = new Set([
    ...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies }),
    // Dependencies of all tests, and packages of the whole-system tests, are declared once, at the root.
    ...(isTest || allowed[room] === '*' ? rootDevDependencies() : []),
    manifest.name,
  ]);
  return specifiersOf(file, text).flatMap((specifier) => {
    if (isBuiltin(specifier)) return [];
    if (specifier.startsWith('.')) {
      const target = relative(root, resolve(root, dirname(file), specifier)).replaceAll(sep, '/');
      const inside = target.startsWith(`${room}/`) && roomOf(target) === room;
      return inside || (isTest && isForTests(target)) ? [] : [`${file} imports ${specifier}`];
    }
    const [scope = '', name = '', ...deep] = specifier.split('/');
    const bare = specifier.startsWith('@') ? `${scope}/${name}` : scope;
    const path = specifier.startsWith('@') ? deep : [name, ...deep].filter((part) => part !== '');
    return [
      ...(declared.has(bare) || isDeclaredForTests(bare, isTest)
        ? []
        : [`${file} imports ${bare}, which is not declared`]),
      ...(bare.startsWith('@etanche/') && path.length > 0 ? [`${file} imports ${specifier} past its entry point`] : []),
    ];
  });
}

/** A test may import any room; shipped code may not. */
function isDeclaredForTests(name: string, isTest: boolean): boolean {
  return isTest && roomNamed.has(name);
}

/** Vectors, and support code shared between tests of different rooms: never shipped. */
function isForTests(target: string): boolean {
  return target.startsWith('vectors/') || target.startsWith(`${roomOf(target) ?? ''}/test/`);
}

function roomOf(file: string): string | undefined {
  const [first = '', second = ''] = file.split('/');
  return [`${first}/${second}`, first].find((candidate) => rooms.has(candidate));
}

function rootDevDependencies(): string[] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  return Object.keys(manifest.devDependencies ?? {});
}
