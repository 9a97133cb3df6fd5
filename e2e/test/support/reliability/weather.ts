import { makePrng } from '@etanche/demo';
import type { TrialMember } from '@etanche/trial';
import { destroy } from './destroyer.ts';
import { Ledger } from './ledger.ts';
import type { Colleague, Stage } from './stage.ts';
import { work } from './storm.ts';
import { verifyLog } from './verify-log.ts';
import { verifyPatients } from './verify-patients.ts';
import { verifyUnits } from './verify-units.ts';

type Weather = {
  /** The same seed gives the same people and kills; their interleaving depends on the machine. */
  readonly seed: string;
  /** The least duration; it ends only after everything was killed and enough was written. */
  readonly milliseconds: number;
  /** Two doctors, then a secretary with a small quota of searches, which is used up. */
  readonly people: readonly TrialMember[];
  /** The secretary's quota of searches at the stage. */
  readonly searches: number;
};

type Outcome = {
  readonly kills: { readonly vaults: number; readonly servers: number; readonly database: number };
  readonly acknowledged: number;
  readonly patients: number;
  readonly leaves: number;
  readonly checkpoints: number;
  readonly failures: Readonly<Record<string, number>>;
  /** Contradictions to acknowledgements: there must be none. */
  readonly findings: readonly string[];
};

/** However slow the machine is, work and kills continue until this many writes are acknowledged. */
const leastAcknowledged = 5;
/** How long work in progress may be retried after everything runs again. */
const patienceMs = 90_000;

/** Three people work while everything is killed; then all acknowledgements are compared with the final state. */
export async function weather(stage: Stage, { seed, milliseconds, people, searches }: Weather): Promise<Outcome> {
  const ledger = new Ledger();
  const present = await arriveAll(stage, people);
  const until = Date.now() + milliseconds;
  const everything = [...stage.vaults, ...stage.servers, stage.database];
  let overAt: number | null = null;
  const isOver = () => {
    const isEnough = ledger.acknowledged > leastAcknowledged && ledger.checkpoints.size > 1;
    if (Date.now() >= until && isEnough && everything.every(({ kills }) => kills > 0)) overAt ??= Date.now();
    return overAt !== null;
  };
  const isAbandoned = () => overAt !== null && Date.now() > overAt + patienceMs;
  const storm = { ledger, prng: makePrng(seed), isOver, isAbandoned };
  const working = present.flatMap((who) => [work(storm, who), work(storm, who)]);
  await Promise.all([destroy(stage, makePrng(`${seed}/kills`), isOver), ...working]);

  const later = await arriveAll(stage, people);
  const [doctor, , secretary] = later;
  if (doctor === undefined || secretary === undefined) throw new Error('three people');
  await verifyPatients(stage, ledger, doctor);
  await verifyUnits(stage, ledger, [...present, ...later], { secretary, searches });
  const leaves = await verifyLog(stage, ledger, [...present, ...later]);
  const sum = (machines: Stage['vaults']) => machines.reduce((total, { kills }) => total + kills, 0);
  return {
    kills: { vaults: sum(stage.vaults), servers: sum(stage.servers), database: stage.database.kills },
    acknowledged: ledger.acknowledged,
    patients: ledger.patients.length,
    leaves,
    checkpoints: ledger.checkpoints.size,
    failures: Object.fromEntries(ledger.failures),
    findings: ledger.findings,
  };
}

async function arriveAll(stage: Stage, people: readonly TrialMember[]): Promise<Colleague[]> {
  return Promise.all(people.map((person) => stage.arrive(person)));
}
