import { defaults } from '@etanche/vault-server';
import { showSimulation, simulateAttacks, simulateYear } from './simulate-alarms.ts';

// The tables of docs/operate.md: `node bench/src/alarms/print-simulation.ts`.
const years = [1, 2, 4, 5].map((seed) => simulateYear(defaults.members, seed));
process.stdout.write(`${showSimulation(years, simulateAttacks(defaults.members, 3, 20))}\n`);
