import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toRecordId } from '@etanche/core-wire';
import { createRecordsData, queueMail } from '@etanche/records-client';
import { buildLetter, displayName, encodeCard } from '@etanche/records-fhir';
import type { TrialGateway } from '@etanche/trial';
import { poll } from '../../tools/poll.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import type { AttackedGateway } from '../practice/attacked-gateway.ts';
import type { TruePatient } from '../practice/truth.ts';
import { readMailbox } from './read-mailbox.ts';

/** The ways on which documents pass a gateway. */
export const ways = ['folder', 'received mail', 'sent mail', 'local API'] as const;

/** The persons of whom an attacker read something as it passed, by its way. */
export type Passed = Readonly<Record<(typeof ways)[number], ReadonlySet<number>>>;

/**
 * Runs the real gateway while documents pass on each way, as an attacker on its machine sees them: files of the folder
 * before it moves them, the mailbox with the password of its configuration, and the answers to a local program. Each way
 * has a month of its own, so that the gateway's quota suffices.
 *
 * @param people three times `each` persons: of the folder, of received mail and of the local API. Mail is sent about
 *   others
 */
export async function watchGateway(
  context: AttackContext,
  machine: AttackedGateway,
  gateway: TrialGateway,
  people: readonly TruePatient[],
  each: number,
): Promise<Passed> {
  const groups = [0, 1, 2].map((i) => people.slice(i * each, (i + 1) * each));
  const [ofFolder = [], ofMail = [], ofApi = []] = groups;
  const month = async <T>(work: () => Promise<T>): Promise<T> => {
    await context.attacked.freshMonth();
    return work();
  };
  return {
    folder: await month(() => watchFolder(machine, ofFolder)),
    'received mail': await month(() => watchReceived(machine, ofMail)),
    'sent mail': await month(() => watchSent(context, machine, gateway, groups.flat(), each)),
    'local API': await month(() => watchApi(machine, ofApi)),
  };
}

/** The persons whose names the files of a directory have. */
export async function namedInFiles(directory: string, people: readonly TruePatient[]): Promise<Set<number>> {
  const texts = await Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name), 'utf8')));
  return namedIn(texts.join('\n'), people);
}

async function watchFolder({ folder, whileRunning }: AttackedGateway, people: readonly TruePatient[]) {
  for (const person of people) await writeFile(join(folder, `${person.number}.hl7`), resultsOf(person));
  const seen = await namedInFiles(folder, people);
  await whileRunning(() => until(async () => !(await readdir(folder)).some((name) => name.endsWith('.hl7'))));
  return seen;
}

async function watchReceived({ mail, stolen, whileRunning }: AttackedGateway, people: readonly TruePatient[]) {
  for (const person of people) mail.receive(mailOf(person));
  const seen = namedIn(await readMailbox(mail.imapPort, stolen, ['INBOX']), people);
  await whileRunning(() => until(() => mail.folder('INBOX').length === 0));
  return seen;
}

async function watchSent(
  { attacked, random }: AttackContext,
  { mail, stolen, whileRunning }: AttackedGateway,
  gateway: TrialGateway,
  others: readonly TruePatient[],
  count: number,
) {
  const { doctor } = attacked.practice;
  const client = await doctor.signIn();
  const data = createRecordsData(client);
  const from = { id: doctor.member, name: doctor.name };
  const at = new Date(attacked.clock.now()).toISOString();
  const list = await data.agenda.list(gateway.member);
  const people: TruePatient[] = [];
  for (const scope of attacked.places.scopes) {
    if (people.length === count) break;
    const file = await data.patients.open(scope);
    const { card } = file.patient();
    // A canary is no person.
    const person = attacked.truth.patients[attacked.truth.withCard(encodeCard(card))[0] ?? -1];
    if (person === undefined || others.includes(person)) continue;
    people.push(person);
    const patientName = displayName(card);
    const words = {
      kind: 'letter',
      heading: 'Avis',
      body: `Concerne ${patientName}.`,
      addressee: [],
      copies: [],
    } as const;
    const letter = buildLetter({ patient: `Patient/${file.scope}`, author: doctor.name, at }, words);
    const [document = ''] = await file.write([{ kind: 'create', resource: letter }]);
    await queueMail(
      {
        ...{ to: { address: 'dr.petit@medecin.mssante.fr', name: 'Dr Petit' }, from, title: 'Lettre', body: '' },
        ...{ documents: [document], audience: 'everyone', isLast: false },
      },
      {
        ...{ file, patientName, list, gateway: { id: gateway.member, name: 'Passerelle' }, at },
        record: toRecordId(random(16)),
      },
    );
  }
  client.session.lock();
  await whileRunning(() => until(() => mail.sent.length === people.length));
  return namedIn(await readMailbox(mail.imapPort, stolen, ['Sent']), people);
}

/** A local program asks for each person; on this machine its requests and their answers are readable. */
async function watchApi({ api, stolen, whileRunning }: AttackedGateway, people: readonly TruePatient[]) {
  const answers: string[] = [];
  await whileRunning(async () => {
    for (const { traits } of people) {
      const name = `${traits.birthFamilyName ?? ''} ${traits.birthGivenNames[0] ?? ''}`;
      const query = new URLSearchParams({ name, birthdate: traits.birthDate ?? '' });
      const headers = { authorization: `Bearer ${stolen.token}` };
      await until(async () => {
        const answer = await fetch(`${api}/Patient?${query.toString()}`, { headers }).catch(() => null);
        if (answer?.ok === true) answers.push(await answer.text());
        return answer?.ok === true;
      });
    }
  });
  return namedIn(answers.join('\n'), people);
}

/** The persons whose family and given names a text has, in letters of any case. */
function namedIn(text: string, people: readonly TruePatient[]): Set<number> {
  const upper = text.toUpperCase();
  const isNamed = ({ traits }: TruePatient): boolean =>
    [traits.birthFamilyName, traits.birthGivenNames[0]].every((name) => upper.includes(name?.toUpperCase() ?? '\0'));
  return new Set(people.filter(isNamed).map(({ number }) => number));
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const seen = await poll(async () => ((await isSo()) ? true : null));
  if (seen === null) throw new Error('the gateway does not handle what passes');
}

function resultsOf({ traits }: TruePatient): string {
  const birthDate = (traits.birthDate ?? '').replaceAll('-', '');
  const sex = traits.sex === 'female' ? 'F' : 'M';
  return [
    'MSH|^~\\&|LABO|X|CABINET|Y|20261112101010+0100||ORU^R01|1|P|2.5',
    `PID|1||1||${traits.birthFamilyName ?? ''}^${traits.birthGivenNames[0] ?? ''}||${birthDate}|${sex}`,
    'OBR|1||A|BIO^Biochimie',
    'OBX|1|NM|2823-3^Potassium^LN||4.40|mmol/L|3.5-4.5||||F',
  ].join('\r');
}

/** A laboratory's mail with its results as a file. */
function mailOf(person: TruePatient): string {
  const content = Buffer.from(resultsOf(person)).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return [
    'From: Labo <labo@labo.mssante.example>',
    'To: cabinet@demo.mssante.fr',
    'Return-Path: <labo@labo.mssante.example>',
    `Message-ID: <${randomUUID()}@labo.mssante.example>`,
    'Subject: Resultats',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="limite"',
    '',
    '--limite',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Bonjour',
    '--limite',
    'Content-Type: application/octet-stream; name="resultats.hl7"',
    'Content-Disposition: attachment; filename="resultats.hl7"',
    'Content-Transfer-Encoding: base64',
    '',
    content,
    '--limite--',
    '',
  ].join('\r\n');
}
