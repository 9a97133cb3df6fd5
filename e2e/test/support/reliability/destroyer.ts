import { setTimeout as sleep } from 'node:timers/promises';
import type { Prng } from '@etanche/demo';
import type { Stage } from './stage.ts';

/** So many at once are away: with more, on a slow machine, nobody would have anything to do. */
const mostAway = 2;

/** Kills whatever runs at random moments, and starts each again after a while; ends with everything running. */
export async function destroy(stage: Stage, prng: Prng, until: number): Promise<void> {
  const down = new Set<string>();
  const restarts: Promise<void>[] = [];
  const kill = async (name: string, machine: { kill(): Promise<void>; start(): Promise<void> }): Promise<void> => {
    down.add(name);
    await machine.kill();
    await sleep(prng.integer(0, 1500));
    await machine.start();
    down.delete(name);
  };
  const { database } = stage;
  const all = [
    ...[...stage.vaults, ...stage.servers].map((machine) => ({ name: machine.name, machine })),
    { name: 'database', machine: { kill: () => database.kill(), start: () => database.restart() } },
  ];
  // Each once, however slow the machine is; then whichever.
  const first = all.map((one) => ({ one, at: prng.next() })).sort((a, b) => a.at - b.at);
  while (Date.now() < until || first.length > 0) {
    await sleep(prng.integer(100, 2500));
    const { name, machine } = first[0]?.one ?? prng.pick(all);
    if (down.has(name) || down.size === mostAway) continue;
    first.shift();
    restarts.push(kill(name, machine));
  }
  await Promise.all(restarts);
}
