import type { ConstantTimeGroup } from '@etanche/core-oprf';
import type { Bytes } from '@etanche/core-protocol';
import type { MemberConfig } from '@etanche/vault-server';
import type { Played, TheftResult } from '../theft.ts';
import type { TheftPractice } from './theft-practice.ts';

/** Names of the members whom thefts rob; the founder is a doctor besides. */
export const victims = {
  doctor: 'Dr Basile Second',
  secretary: 'Céline Accueil',
  administrator: 'Didier Gestion',
} as const;

/** What the thefts of Records share: the practice that is robbed, and the truth about it. */
export type RecordsContext = {
  readonly practice: TheftPractice;
  readonly quotas: MemberConfig;
  /** PostgreSQL for further practices; null for an embedded one each. */
  readonly databaseServer: string | null;
  readonly group: ConstantTimeGroup;
  /** Milliseconds that pass in reality, for `seconds`. */
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
  readonly say: (what: string) => void;
};

/** What quotas allow a member in a day, over all vaults, as the design states it. */
export type Bounds = { readonly records: number; readonly identities: number };

export const cardsOfSearch = 20;
export const entriesOfDay = 40;

export function boundsOf({ roles }: MemberConfig, role: 'doctor' | 'secretary'): Bounds {
  const { scope, search, agenda } = roles[role];
  return { records: scope, identities: search * cardsOfSearch + agenda * entriesOfDay };
}

type Row = Pick<TheftResult, 'id' | 'stolen' | 'tried' | 'then' | 'undefended' | 'defended' | 'alarmAt'>;

/** A theft's result, counted in persons of the practice. */
export function playedRow(
  { practice, now }: RecordsContext,
  started: number,
  row: Row & { readonly bound: number; readonly remarks: readonly string[] },
): Played {
  const { bound, remarks, ...result } = row;
  const of = practice.truth.patients.length;
  return { bound, remarks, result: { ...result, of, unit: 'persons', seconds: (now() - started) / 1000 } };
}
