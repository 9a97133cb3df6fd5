import type { TrialMember } from '@etanche/trial';
import { stormQuotas } from './quotas.ts';
import { startStage, type Stage } from './stage.ts';

/** A stage, and its people by what they do: a secretary's quota of searches is used up by one test only. */
export type Reliability = {
  readonly stage: Stage;
  /** The secretaries' quota of searches. */
  readonly searches: number;
  readonly people: {
    readonly doctor: TrialMember;
    /** Two doctors and a secretary who work while everything is killed. */
    readonly storm: readonly TrialMember[];
    /** A secretary of the practice with a restored vault. */
    readonly secretary: TrialMember;
    /** A secretary of the practice with wrong clocks. */
    readonly clockSecretary: TrialMember;
  };
};

export async function startReliability(searches: number): Promise<Reliability & AsyncDisposable> {
  const stage = await startStage({
    quotas: stormQuotas(searches),
    members: [
      { name: 'Dr Basile Second', roles: ['doctor'] },
      { name: 'Céline Accueil', roles: ['secretary'] },
      { name: 'Diane Accueil', roles: ['secretary'] },
      { name: 'Élise Accueil', roles: ['secretary'] },
    ],
  });
  const [doctor, second, stormSecretary, secretary, clockSecretary] = stage.people;
  if (!doctor || !second || !stormSecretary || !secretary || !clockSecretary) throw new Error('five people');
  return {
    ...{ stage, searches },
    people: { doctor, storm: [doctor, second, stormSecretary], secretary, clockSecretary },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}
