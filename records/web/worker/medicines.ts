import {
  openIndex,
  openSearch,
  type MedicineIndex,
  type MedicineLine,
  type MedicineSearch,
} from '@etanche/records-medicines';
import { RecordsClientError } from '@etanche/records-client';

/** Path of the list of medicines below the site, inserted when the application is built. */
declare const ETANCHE_MEDICINES: string;

export type Medicines = {
  readonly index: MedicineIndex;
  readonly search: MedicineSearch;
  readonly lineOf: (key: string) => MedicineLine | null;
};

let loading: Promise<Medicines> | null = null;

/**
 * Loads the public medicines database once, from the application's own host. A failed load is repeated at the next
 * call.
 */
export function loadMedicines(): Promise<Medicines> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(): Promise<Medicines> {
  // The worker's script is in the folder of assets.
  const url = new URL(ETANCHE_MEDICINES, new URL('../', location.href));
  const response = await fetch(url).catch(() => null);
  if (response?.ok !== true) throw new RecordsClientError('unreachable', 'the list of medicines cannot be loaded');
  const index = openIndex(await response.text());
  const search = openSearch(index);
  const lines = new Map(search.lines.map(({ line }) => [line.key, line]));
  return { index, search, lineOf: (key) => lines.get(key) ?? null };
}
