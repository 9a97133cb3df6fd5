import { createRecordsData, foundPractice, type RecordsClient } from '@etanche/records-client';
import { newPerson, registerApprover, type TrialPractice, type TrialPerson } from '@etanche/trial';
import type { Random } from '@etanche/core-oprf';
import type { Truth } from '../practice/truth.ts';

/** Another practice on the same servers. */
type Neighbour = { readonly practice: string; readonly doctor: TrialPerson; readonly client: RecordsClient };

/** A few minutes pass after each new patient, as at a desk: a doctor's searches at once are few. */
const minutesPerPatient = 10;

/** Founds a second practice with these patients. Creating them uses the normal quota of its doctor. */
export async function foundNeighbour(
  { servers, clock }: TrialPractice,
  patients: Truth['patients'],
  random: Random,
): Promise<Neighbour> {
  const { federation, origin, records } = servers;
  const [vault = { url: '' }, other = vault] = federation.vaults;
  const approvers = [
    await registerApprover(vault.url, 'Élise Voisine', random),
    await registerApprover(other.url, 'Franck Voisin', random),
  ];
  const doctor = await newPerson('Dr Voisin', { serverUrl: records.url, origin, now: clock.now, random });
  const { client } = await foundPractice(doctor.options, {
    founding: await servers.foundingToken(),
    federation,
    practiceName: 'Cabinet voisin',
    founderName: doctor.name,
    roles: ['doctor', 'administrator'],
    approvers: approvers.map(({ approver, card }) => ({ approver, card })),
    contacts: ['alertes@voisin.example'],
    passkeyName: 'ordinateur',
  });
  const data = createRecordsData(client, { validate: null, freshnessSeconds: 60, keptScopes: 1, rebases: 1 });
  for (const { resources } of patients) {
    const [patient = '', ...others] = resources;
    await data.patients.create(patient, others);
    clock.advance(minutesPerPatient * 60_000);
  }
  return { practice: client.practice.id, doctor, client };
}
