import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const lock = readFileSync(resolve(root, 'package-lock.json'), 'utf8');
interface Entry {
  readonly integrity?: string;
  readonly link?: boolean;
}
const { packages } = JSON.parse(lock) as { packages: Record<string, Entry> };

interface Component {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly purl: string;
  readonly scope?: string;
  readonly licenses?: readonly { readonly expression?: string; readonly license?: object }[];
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}
interface Sbom {
  readonly serialNumber: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

function makeSbom(): Sbom {
  const script = resolve(root, 'scripts/sbom.mjs');
  return JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8', maxBuffer: 2 ** 26 })) as Sbom;
}

describe('the bill of materials (CycloneDX 1.6)', () => {
  const sbom = makeSbom();

  test('the bill of materials has the members required by the schema', () => {
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
    expect(sbom.serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    for (const component of [sbom.metadata.component, ...sbom.components]) {
      expect(['application', 'library']).toContain(component.type);
      expect(component.name).not.toBe('');
      expect(component.purl).toMatch(/^pkg:npm\/(%40[^/]+\/)?[^/@]+@[^@]+$/);
      for (const { alg, content } of component.hashes ?? []) {
        expect(alg).toMatch(/^SHA-(1|256|384|512)$/);
        expect(content).toMatch(/^([0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})$/);
      }
    }
  });

  test('the bill of materials lists every package of the lockfile with its integrity', () => {
    const placed = Object.entries(packages).filter(([path, { link }]) => path !== '' && link !== true);
    expect(sbom.components).toHaveLength(placed.length);
    const hashed = placed.filter(([, { integrity }]) => integrity !== undefined);
    expect(sbom.components.filter(({ hashes }) => hashes !== undefined)).toHaveLength(hashed.length);
    expect(hashed.length).toBeGreaterThan(300);
  });

  test('the bill of materials lists each reference once, and depends only on listed ones', () => {
    const refs = [sbom.metadata.component, ...sbom.components].map((component) => component['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    const known = new Set(refs);
    for (const { ref, dependsOn } of sbom.dependencies) {
      expect([ref, ...dependsOn].filter((each) => !known.has(each))).toEqual([]);
    }
    const pg = sbom.components.find(({ name, group }) => name === 'pg' && group === undefined)?.['bom-ref'] ?? '';
    expect(sbom.dependencies.filter(({ dependsOn }) => dependsOn.includes(pg)).length).toBeGreaterThan(0);
  });

  // Required and allowed members: bom-1.6.schema.json, `additionalProperties: false` at each of these objects.
  const component = ['type', 'bom-ref', 'group', 'name', 'version', 'scope', 'purl', 'licenses', 'hashes'];
  const shapes = {
    bom: {
      allowed: [
        '$schema',
        'bomFormat',
        'specVersion',
        'serialNumber',
        'version',
        'metadata',
        'components',
        'dependencies',
      ],
    },
    metadata: { allowed: ['component'], required: ['component'] },
    component: { allowed: component, required: ['type', 'name', 'bom-ref', 'purl', 'version'] },
    hash: { allowed: ['alg', 'content'], required: ['alg', 'content'] },
    expression: { allowed: ['expression'] },
    license: { allowed: ['license'] },
    named: { allowed: ['name'] },
    dependency: { allowed: ['ref', 'dependsOn'], required: ['ref', 'dependsOn'] },
  } as const;

  /** Names of members that an object of the schema lacks or may not have. */
  function misplaced(shape: keyof typeof shapes, value: object): string[] {
    const { allowed, required = allowed } = shapes[shape] as {
      allowed: readonly string[];
      required?: readonly string[];
    };
    const names = Object.keys(value);
    return [
      ...required.filter((name) => !names.includes(name)).map((name) => `${shape} lacks ${name}`),
      ...names.filter((name) => !allowed.includes(name)).map((name) => `${shape} has ${name}`),
    ];
  }

  /** A license is an expression of SPDX, or has a name. */
  function licenseFaults(license: { readonly expression?: string; readonly license?: object }): string[] {
    if (license.expression === undefined) {
      return [...misplaced('license', license), ...misplaced('named', license.license ?? {})];
    }
    const isSpdx = /^\(?[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*\)?$/.test(license.expression);
    return [...misplaced('expression', license), ...(isSpdx ? [] : [`${license.expression} is no expression of SPDX`])];
  }

  /** Everything of a bill that the rules of the schema forbid. */
  function faultsOf(bill: Sbom): string[] {
    const all = [bill.metadata.component, ...bill.components];
    const refs = all.map((each) => each['bom-ref']);
    const depending = bill.dependencies.map(({ ref }) => ref);
    const repeated = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) !== i);
    const known = new Set(refs);
    return [
      ...misplaced('bom', bill),
      ...misplaced('metadata', bill.metadata),
      ...all.flatMap((each) => [
        ...misplaced('component', each),
        ...(each.hashes ?? []).flatMap((hash) => misplaced('hash', hash)),
        ...(each.licenses ?? []).flatMap(licenseFaults),
        ...(['required', 'optional', 'excluded', undefined].includes(each.scope) ? [] : [`scope ${each.scope}`]),
        ...((each.licenses ?? []).length > 1 ? ['more than one license expression'] : []),
      ]),
      ...bill.dependencies.flatMap((each) => [
        ...misplaced('dependency', each),
        ...repeated(each.dependsOn).map((ref) => `${ref} twice in dependsOn`),
        ...[each.ref, ...each.dependsOn].filter((ref) => !known.has(ref)).map((ref) => `${ref} is unknown`),
        ...(each.dependsOn.includes(each.ref) ? [`${each.ref} depends on itself`] : []),
      ]),
      ...repeated(refs).map((ref) => `${ref} twice`),
      ...repeated(depending).map((ref) => `the dependencies of ${ref} twice`),
      ...refs.filter((ref) => !depending.includes(ref)).map((ref) => `${ref} has no dependencies`),
    ];
  }

  test('the bill of materials has every required member, no other one, and references that exist once', () => {
    expect(faultsOf(sbom)).toEqual([]);
  });

  test.each<[string, string, (bill: Sbom) => object]>([
    [
      'a component without a name',
      'component lacks name',
      (bill) => ({ components: [{ ...bill.components[0], name: undefined }] }),
    ],
    ['a reference that is there twice', 'twice', ({ components }) => ({ components: [...components, components[0]] })],
    [
      'a dependency on nothing',
      'is unknown',
      ({ dependencies: [first, ...more] }) => ({ dependencies: [{ ...first, dependsOn: ['x'] }, ...more] }),
    ],
    ['a member that the schema does not know', 'bom has extra', () => ({ extra: 1 })],
    [
      'a license that is no expression',
      'is no expression of SPDX',
      (bill) => ({ components: [{ ...bill.components[0], licenses: [{ expression: 'SEE LICENSE IN x' }] }] }),
    ],
    ['no version of the schema', 'bom lacks specVersion', () => ({ specVersion: undefined })],
  ])('a bill of materials with %s would be refused', (_what, fault, change) => {
    const changed = JSON.parse(JSON.stringify({ ...sbom, ...change(sbom) })) as Sbom;
    expect(faultsOf(changed).join()).toContain(fault);
  });

  test('the bill of materials is the same for the same lockfile', () => {
    expect(makeSbom()).toEqual(sbom);
  });
});

test('every action of the workflows is pinned to a commit', () => {
  const workflows = globSync('.github/workflows/*.yml', { cwd: root });
  expect(workflows.length).toBeGreaterThan(0);
  for (const file of workflows) {
    for (const [, action] of readFileSync(resolve(root, file), 'utf8').matchAll(/uses:\s*(\S+)/g)) {
      expect(action).toMatch(/^[a-z-]+\/[a-z-]+@[0-9a-f]{40}$/);
    }
  }
});
