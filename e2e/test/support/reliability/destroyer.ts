import { setTimeout as sleep } from 'node:timers/promises';
import type { Prng } from '@etanche/demo';
import type { Stage } from './stage.ts';

/** Maximum number of stopped processes: with more, a slow machine could do no work at all. */
const mostAway = 2;

/**
 * Kills running processes at random times, and restarts each after a while; ends with everything running.
 *
 * @throws the first failure of a restart, without waiting until it is over
 */
export async function destroy(stage: Stage, prng: Prng, isOver: () => boolean): Promise<void> {
  const down = new Set<string>();
  const restarts: Promise<void>[] = [];
  const failures: unknown[] = [];
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
  // Each process once, however slow the machine is; then random ones.
  const first = all.map((one) => ({ one, at: prng.next() })).sort((a, b) => a.at - b.at);
  while (failures.length === 0 && (!isOver() || first.length > 0)) {
    await sleep(prng.integer(100, 2500));
    const { name, machine } = first[0]?.one ?? prng.pick(all);
    if (down.has(name) || down.size === mostAway) continue;
    first.shift();
    const restart = kill(name, machine);
    restart.catch((failure: unknown) => failures.push(failure));
    restarts.push(restart);
  }
  await Promise.all(restarts);
}
