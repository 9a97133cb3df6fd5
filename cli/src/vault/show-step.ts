import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CeremonyStep, SeedPackage } from '@etanche/vault-server';
import type { Terminal } from '../terminal.ts';

/** Writes the encrypted packages of a step, and returns their paths. */
export async function writePackages(
  out: string,
  packages: readonly SeedPackage[],
): Promise<{ to: number; path: string }[]> {
  await mkdir(out, { recursive: true });
  const written: { to: number; path: string }[] = [];
  for (const { from, to, content } of packages) {
    const path = join(out, `seeds-from-${from}-to-${to}.age`);
    await writeFile(path, content, { mode: 0o600 });
    written.push({ to, path });
  }
  return written;
}

/** Shows the fingerprints of a step and the missing seeds of its vault. */
export function showStep(terminal: Terminal, step: CeremonyStep): void {
  for (const { holders, fingerprint } of step.seeds) {
    terminal.line(`  ${terminal.style('bold', fingerprint)}  the seed of vaults ${holders.join(', ')}`);
  }
  terminal.line(
    'Compare each fingerprint with its other holders by voice or in person: only this detects a false seed.',
  );
  if (step.missing.length === 0) {
    terminal.done(`Vault ${step.index} has all its seeds and can start: etanche vault serve.`);
    return;
  }
  const sets = step.missing.map((holders) => holders.join('+')).join(', ');
  terminal.line(`Vault ${step.index} still lacks the seeds of vaults ${sets}: import the packages of those vaults.`);
}

/** The result of a step as JSON. */
export function stepJson(step: CeremonyStep, packages: readonly { to: number; path: string }[]) {
  return { index: step.index, seeds: step.seeds, packages, missing: step.missing };
}
