import { join } from 'node:path';
import { nobleGroup, OprfError, type Group } from '@etanche/core-oprf';
import { buildNativeEngine, loadNativeGroup, loadSodiumGroup, systemToolchain } from '@etanche/core-oprf-sodium';
import type { BenchRun } from '../bench-run.ts';
import { factor, type Figure, type Section } from '../figure.ts';
import { random } from '../random.ts';
import { compareClasses } from './time-classes.ts';

/** The usual limit of this test: about one run in 150,000 exceeds it by chance. */
const limit = 4.5;

/** Whether the time of a multiplication depends on its scalar, on every engine. */
export async function measureConstantTime(run: BenchRun): Promise<Section> {
  const native = await nativeGroup(run);
  const groups: Group[] = [await loadSodiumGroup(), ...(native === null ? [] : [native]), nobleGroup];
  const figures = groups.flatMap((group) => groupFigures(run, group));
  return {
    name: 'constant-time',
    title: 'Time of a multiplication with a fixed scalar and with random ones',
    figures,
    notes: [
      `|t| of Welch’s test over ${run.sizes.timedCalls} calls, with the scalar 1 or a random scalar in random order; the slowest fifth is left out.`,
      `Below ${limit} the test finds no difference; it cannot show that there is none. noble, which is not constant-time and never holds a vault’s share, shows that it finds one.`,
      ...(native === null ? ['The native engine cannot be built on this machine.'] : []),
    ],
  };
}

function groupFigures(run: BenchRun, group: Group): Figure[] {
  const element = group.multiplyBase(group.reduce(random(64)));
  const operations = {
    'multiplication of an element': (scalar: Uint8Array<ArrayBuffer>) => group.multiply(element, scalar),
    'multiplication of the generator': (scalar: Uint8Array<ArrayBuffer>) => group.multiplyBase(scalar),
  };
  return Object.entries(operations).map(([what, operation]) => {
    run.say(`constant-time: ${what} on ${group.name}`);
    const value = compareClasses(group, operation, run.sizes.timedCalls);
    const aim = group.constantTime ? '≤ 1' : '> 1';
    return factor(
      { what: `${what}, ${group.name}`, value, unit: '|t|', aim },
      { name: 'limit of the test', value: limit },
    );
  });
}

async function nativeGroup(run: BenchRun): Promise<Group | null> {
  const directory = join(run.directory, 'engine');
  try {
    await buildNativeEngine(directory, systemToolchain);
  } catch (error) {
    if (error instanceof OprfError && error.code === 'engine_unavailable') return null;
    throw error;
  }
  return loadNativeGroup(directory, systemToolchain.libraries).group;
}
