import { readFileSync } from 'node:fs';
import type { SettingsDocument } from '@etanche/records-client';
import { openIndex, openSearch, searchMedicines, type MedicineSearch } from '@etanche/records-medicines';

type Given = {
  /** Key of a member of the cast; null for the practice. */
  readonly owner: string | null;
  readonly name: string;
  readonly reason: string;
  /** A search for the medicine, the dose as typed, renewals, and whether it is a standing treatment. */
  readonly lines: readonly (readonly [search: string, typed: string, renewals: number, isContinuous: boolean])[];
};

const given: readonly Given[] = [
  {
    ...{ owner: null, name: 'Gastro-entérite', reason: 'Diarrhée aiguë de l’adulte' },
    lines: [
      ['racecadotril 100', '1 1 1 3j', 0, false],
      ['diosmectite 3 g', '1 1 1 5j', 0, false],
    ],
  },
  {
    ...{ owner: null, name: 'Cystite simple', reason: 'Cystite' },
    lines: [['fosfomycine 3 g', '1 soir 1j', 0, false]],
  },
  {
    ...{ owner: 'arnaud', name: 'Amlodipine, début', reason: 'HTA' },
    lines: [['amlodipine 5', '1 0 0 3 mois', 1, true]],
  },
  {
    ...{ owner: 'arnaud', name: 'Douleur simple', reason: 'Douleur, fièvre' },
    lines: [['paracetamol 1000', '1 toutes les 6h si douleur max 3 5j', 0, false]],
  },
  {
    ...{ owner: 'kervella', name: 'Folates', reason: 'Projet de grossesse et 1er trimestre' },
    lines: [['acide folique 0,4', '1 matin 3 mois', 0, false]],
  },
];

/** Favourites and protocols of the demonstration. @param accounts member ids by the keys of the cast */
export function demonstrationFavourites(accounts: ReadonlyMap<string, string>): SettingsDocument[] {
  const list = readFileSync(new URL(import.meta.resolve('@etanche/records-medicines/medicines.txt')), 'utf8');
  const search = openSearch(openIndex(list));
  return given.map(({ owner, name, reason, lines }) => ({
    ...{ document: 'favourite', owner: owner === null ? '' : (accounts.get(owner) ?? ''), name, reason },
    lines: lines.map(([text, typed, renewals, isContinuous]) => ({
      ...{ ...medicineOf(search, text), typed, renewals, isContinuous },
    })),
  }));
}

function medicineOf(search: MedicineSearch, text: string): { key: string; brand: null; label: string } {
  const [found] = searchMedicines(search, text, 1).found;
  if (found === undefined) throw new RangeError('the list of medicines lacks one of the demonstration');
  return { key: found.line.key, brand: null, label: found.line.label };
}
