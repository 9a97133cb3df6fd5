import type { VaccineFacts, VaccineView } from '@etanche/records-fhir';

/** The first values of a dialog of vaccination. */
export type Wanted =
  | { readonly kind: 'new'; readonly product: string | null; readonly dose: number | null }
  | { readonly kind: 'correct'; readonly id: string; readonly facts: VaccineFacts };

/** The record under which the dialog is kept. */
export function itemOf(wanted: Wanted): string {
  return wanted.kind === 'correct' ? wanted.id : `new/${wanted.product ?? ''}/${wanted.dose ?? ''}`;
}

/** The dialog that was kept under a record; null if there is none any more. */
export function wantedAgain(item: string | undefined, vaccines: readonly VaccineView[]): Wanted | null {
  const [, product = '', dose = ''] = item?.startsWith('new/') === true ? item.split('/') : [];
  if (item?.startsWith('new/') === true)
    return { kind: 'new', product: product === '' ? null : product, dose: dose === '' ? null : Number(dose) };
  const given = vaccines.find(({ id }) => id === item);
  return given === undefined ? null : { kind: 'correct', id: given.id, facts: given.facts };
}
