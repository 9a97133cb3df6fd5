import { compartmentOf, encodeCard, type Resource } from '@etanche/records-fhir';
import type { RecordsData } from '@etanche/records-client';
import type { Truth, TruePatient } from '../practice/truth.ts';

/** The data written after a member left, and of how many persons: the truth for what the past member obtains. */
export type WrittenSince = {
  readonly truth: Pick<Truth, 'whose' | 'withCard' | 'booked'>;
  readonly persons: number;
  /** The scopes that were written to. */
  readonly scopes: readonly string[];
};

/**
 * A day's work in four files: a new patient; clinical data in a file that the past member had opened and in one that
 * they had not; and a changed address in another opened file.
 *
 * @param patients three who are not in the practice
 */
export async function writeSince(
  { patients }: Pick<RecordsData, 'patients'>,
  [newcomer, ...words]: readonly TruePatient[],
  files: { readonly opened: string; readonly unopened: string; readonly moved: string },
): Promise<WrittenSince> {
  const texts = new Map<string, ReturnType<Truth['whose']>>();
  const cards = new Map<string, number>();
  const [text = '', ...others] = newcomer?.resources ?? [];
  const created = await patients.create(text, others);
  for (const resource of created.resources())
    texts.set(resource.text, { number: 0, compartment: resource.compartment });
  cards.set(hex(encodeCard(created.patient().card)), 0);

  for (const [i, scope] of [files.opened, files.unopened].entries()) {
    const clinical = words[i]?.resources.find((one) => compartmentOf(JSON.parse(one) as Resource) === 'clinical') ?? '';
    await (await patients.open(scope)).write([{ kind: 'create', resource: clinical }]);
    texts.set(clinical, { number: 1 + i, compartment: 'clinical' });
  }

  const file = await patients.open(files.moved);
  const { resource } = file.patient();
  const moved = { ...resource.resource, address: [{ use: 'home', city: `Neuville-${resource.version + 1}` }] };
  await file.write([{ kind: 'update', id: resource.id, resource: moved }]);
  texts.set(file.patient().resource.text, { number: 3, compartment: 'identity' });
  cards.set(hex(encodeCard(file.patient().card)), 3);
  return {
    persons: 4,
    scopes: [created.scope, files.opened, files.unopened, files.moved],
    truth: {
      whose: (read) => texts.get(read) ?? null,
      withCard: (card) => [cards.get(hex(card)) ?? []].flat(),
      booked: () => null,
    },
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
