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
