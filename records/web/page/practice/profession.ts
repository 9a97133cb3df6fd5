import { checkRpps } from '@etanche/core-identifiers';
import type { PractitionerDocument, SettingsEntry } from '@etanche/records-client';

/** The profession of an invited person: an entry of the directory without an account, or the facts of a new one. */
export type Profession = { readonly entry: string; readonly speciality: string; readonly rpps: string };

export const noProfession: Profession = { entry: '', speciality: '', rpps: '' };

type Entries = readonly Pick<SettingsEntry, 'id' | 'version' | 'content'>[];
type Free = { readonly id: string; readonly version: number; readonly content: PractitionerDocument };

/** The entries of the directory that belong to no member. */
export function freeEntries(entries: Entries): readonly Free[] {
  return entries.flatMap(({ id, version, content }) =>
    content.document === 'practitioner' && content.member === '' ? [{ id, version, content }] : [],
  );
}

/** False for a number with a fault. */
export function isProfession({ entry, rpps }: Profession): boolean {
  const state = checkRpps(rpps);
  return entry !== '' || state === 'empty' || state === 'valid';
}

/** What the directory says of a member from now on; null if nobody said anything. */
export function directoryEntry(
  entries: Entries,
  { entry, speciality, rpps }: Profession,
  { id: member, name }: { readonly id: string; readonly name: string },
): { readonly content: PractitionerDocument; readonly base: Pick<Free, 'id' | 'version'> | null } | null {
  const known = freeEntries(entries).find(({ id }) => id === entry);
  if (known !== undefined) {
    const { id, version, content } = known;
    return { content: { ...content, member }, base: { id, version } };
  }
  const facts = { speciality: speciality.trim(), rpps: rpps.replace(/\s/gu, '') };
  if (facts.speciality === '' && facts.rpps === '') return null;
  const rest = { title: '', colour: 1, phone: '', email: '' };
  return { content: { document: 'practitioner', member, name, ...facts, ...rest }, base: null };
}
