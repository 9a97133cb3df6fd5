import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toRecordId } from '@etanche/core-wire';
import { buildSending, readSending, type NewSending } from '@etanche/records-fhir';
import {
  listInbox,
  openTransfer,
  readDirectories,
  sealFromFile,
  sendFromFile,
  sentFrom,
  type OpenedTransfer,
  type PatientFile,
  type Received,
  type RecordsClient,
  type RecordsData,
} from '../../src/index.ts';
import { allergy, attachScan, dataOf, onDevice, patient } from './data-practice.ts';
import { code, correspondentOf, receivedBy, startTwoPractices, unitsOf, type TwoPractices } from './two-practices.ts';

let practices: TwoPractices;
let alice: RecordsClient;
let paul: RecordsClient;
let here: RecordsData;
let there: RecordsData;
let made = 0;
beforeAll(async () => {
  practices = await startTwoPractices();
  ({ alice, paul } = practices);
  [here, there] = [dataOf(alice), dataOf(paul)];
});
afterAll(() => practices[Symbol.asyncDispose]());

const scan = crypto.getRandomValues(new Uint8Array(60_000));
const filing = (target: PatientFile | null = null) => ({ target, by: 'Dr Paul', at: '2026-11-30T10:00:00+01:00' });
const given = { subject: 'Dossier complet', sender: 'Dr Alice' };

/** A file with an edited resource, a deleted one, an exact decimal and an attachment. */
async function newFile(): Promise<PatientFile> {
  const file = await here.patients.create(patient('DEMENAGE', `Camille ${made++}`, '1977-07-12'));
  const [edited = '', deleted = ''] = await file.write([
    { kind: 'create', resource: allergy('Pénicilline') },
    { kind: 'create', resource: allergy('à tort') },
    {
      kind: 'create',
      resource: `{"resourceType":"Observation","status":"final","code":{"text":"TSH"},"subject":{"reference":"Patient/${file.scope}"},"valueQuantity":{"value":1.30,"unit":"mUI/L"}}`,
    },
  ]);
  await file.write([{ kind: 'update', id: edited, resource: allergy('Amoxicilline') }]);
  await file.write([{ kind: 'delete', id: deleted }]);
  await attachScan(file, scan);
  return file;
}

async function transferred(file: PatientFile, volumeBytes = 40_000): Promise<readonly Received[]> {
  const sealed = await here.sealTransfer(await correspondentOf(alice, paul), file, { ...given, volumeBytes });
  await sealed.send();
  const received: Received[] = [];
  for (const volume of sealed.volumes) received.push(await receivedBy(paul, volume.sealed));
  return received;
}
const opened = async (received: readonly Received[]): Promise<OpenedTransfer> =>
  openTransfer(paul, received, await readDirectories(paul));
const of = (file: PatientFile, type: string) =>
  file.resources().filter(({ resource }) => resource.resourceType === type);
async function bytesOf(file: PatientFile, text: string): Promise<Uint8Array> {
  const binary = /Binary\/([a-z2-7]{26})/.exec(text)?.[1] ?? '';
  return new Uint8Array(await new Response(await file.readAttachment(binary)).arrayBuffer());
}

describe('a complete file', () => {
  test('arrives at the new doctor’s as a new patient, with exact texts, attachments, authors and history', async () => {
    const file = await newFile();
    const before = await unitsOf(paul);
    const received = await transferred(file);
    expect(received.length).toBeGreaterThan(1);
    const transfer = await opened(received.toReversed());
    expect(await unitsOf(paul)).toBe(before + received.length);
    expect(transfer.sender.entry.name).toBe('Cabinet de Alice');
    const edited = of(file, 'AllergyIntolerance')[0]?.id ?? '';
    const history = transfer.file.histories.get(edited) ?? [];
    expect(history.map(({ version, place, opened: version_ }) => [version, place.author, version_?.kind])).toEqual([
      [1, alice.session.member, 'resource'],
      [2, alice.session.member, 'resource'],
    ]);
    const { file: filed } = await there.fileTransfer(transfer, filing());
    expect(filed.patient().traits).toEqual(file.patient().traits);
    const again = await dataOf(paul).patients.open(filed.scope);
    expect(of(again, 'AllergyIntolerance').map(({ resource }) => resource['code'])).toEqual([{ text: 'Amoxicilline' }]);
    expect(of(again, 'Observation')[0]?.text).toBe(of(file, 'Observation')[0]?.text);
    const documents = of(again, 'DocumentReference');
    expect(documents).toHaveLength(2);
    const scanned = documents.find(({ text }) => text.includes('scan.pdf'))?.text ?? '';
    expect(await bytesOf(again, scanned)).toEqual(scan);
    const proof = documents.find(({ text }) => text.includes('transferred-file'))?.text ?? '';
    expect(await bytesOf(again, proof)).toEqual(new Uint8Array(await transfer.proof.arrayBuffer()));
    expect(sentFrom(file).every(({ kind, state }) => kind === 'transfer' && state === 'sent')).toBe(true);
    const states = (await listInbox(paul)).messages.filter(({ statement }) =>
      received.some((each) => each.statement === statement),
    );
    expect(states.every(({ state }) => state === 'filed')).toBe(true);
  });

  test('shows what its new practice sent, and nothing that the earlier one did', async () => {
    const file = await newFile();
    await transferred(file);
    expect(sentFrom(file)).not.toEqual([]);
    const { file: filed } = await there.fileTransfer(await opened(await transferred(file)), filing());
    expect(of(filed, 'Communication')).not.toEqual([]);
    expect(sentFrom(filed)).toEqual([]);
    const letter = { ...given, kind: 'message' as const, document: '{"resourceType":"Bundle"}', attachments: [] };
    const sealed = await sealFromFile(paul, await correspondentOf(paul, alice), filed, letter);
    await sendFromFile(sealed);
    expect(sentFrom(filed)).toMatchObject([{ message: sealed.record.message, state: 'sent' }]);
  });

  test('has no mail of the earlier practice that would be sent, shown or sent again here', async () => {
    const file = await newFile();
    const record = toRecordId(crypto.getRandomValues(new Uint8Array(16)));
    const mail: NewSending = {
      ...{ to: { address: 'dr.b@med.mssante.fr', name: 'Dr B' }, from: { id: paul.session.member, name: 'Dr Paul' } },
      ...{ title: 'Synthèse', body: '', documents: [file.patient().resource.id], audience: 'everyone', isLast: false },
    };
    const resource = buildSending(mail, `Patient/${file.scope}`, record);
    await file.write([{ kind: 'create', id: record, resource }]);
    const mails = (one: PatientFile) => of(one, 'Communication').map(({ id, resource: each }) => readSending(id, each));
    expect(mails(file)).toMatchObject([{ state: 'waiting' }]);
    const { file: filed } = await there.fileTransfer(await opened(await transferred(file)), filing());
    expect(of(filed, 'Communication').some(({ text }) => text.includes(record))).toBe(true);
    expect(mails(filed).filter((one) => one !== null)).toEqual([]);
  });

  test('is filed once, however often the call is repeated', async () => {
    const transfer = await opened(await transferred(await newFile()));
    const { file: filed } = await there.fileTransfer(transfer, filing());
    const sequence = filed.sequence();
    const { file: again } = await there.fileTransfer(transfer, filing());
    expect([again.scope, again.sequence()]).toEqual([filed.scope, sequence]);
  });

  test('is completed by the same call after an interruption', async () => {
    const received = await transferred(await newFile());
    let left = 2;
    const failing = await onDevice(practices.other.doctor, async (input, init) => {
      const url = String(input instanceof Request ? input.url : input);
      if (url.endsWith('/writes') && left-- <= 0) throw new TypeError('the network is away');
      return fetch(input, init);
    });
    const transfer = await opened(received);
    expect(await code(failing.fileTransfer(transfer, filing()))).toBe('uncertain');
    const { file: filed } = await there.fileTransfer(transfer, filing());
    expect([of(filed, 'Observation').length, of(filed, 'DocumentReference').length]).toEqual([1, 2]);
  });

  test('is filed into the file of a patient whom the practice knows, whose Patient stays', async () => {
    const own = await there.patients.create(patient('DEMENAGE', `Connue ${made++}`, '1977-07-12', '06 00 00 00 00'));
    const transfer = await opened(await transferred(await newFile()));
    const { file: filed } = await there.fileTransfer(transfer, filing(own));
    expect(filed.scope).toBe(own.scope);
    expect(of(filed, 'Patient')).toHaveLength(1);
    expect(of(filed, 'Observation')[0]?.resource['subject']).toEqual({ reference: `Patient/${own.scope}` });
    expect(of(filed, 'Observation')[0]?.text).toContain('"value":1.30');
  });
});

describe('a transfer into a file that the practice had', () => {
  const observation = (id: string, value: string) =>
    `{"resourceType":"Observation","id":"${id}","status":"final","code":{"text":"${value}"}}`;
  const report = (id: string, results: readonly string[]) =>
    JSON.stringify({
      ...{ resourceType: 'DiagnosticReport', id, status: 'final', code: { text: id } },
      result: results.map((reference) => ({ reference })),
    });
  const results = (file: PatientFile, id: string) => {
    const found = file.resources().find(({ resource }) => resource['id'] === id);
    const references = (found?.resource['result'] ?? []) as { reference: string }[];
    return references.map(({ reference }) =>
      found === undefined ? [] : file.resolve(reference, found).map(({ resource }) => resource['code']),
    );
  };
  /** Both files have `lab-1`; the one here alone has `lab-2`, and the one that arrives names it. */
  async function mixed(): Promise<PatientFile> {
    const own = await there.patients.create(patient('DEMENAGE', `Nommé ${made++}`, '1977-07-12'));
    const theirs = await here.patients.create(patient('DEMENAGE', `Nommé ${made++}`, '1977-07-12'));
    const texts = [
      observation('lab-1', 'ours'),
      observation('lab-2', 'ours'),
      report('our-report', ['Observation/lab-1']),
    ];
    await own.write(texts.map((resource) => ({ kind: 'create', resource }) as const));
    const named = ['Observation/lab-1', 'Observation/lab-2', 'urn:uuid:lab-2', `Patient/${own.scope}`];
    const sent = [observation('lab-1', 'theirs'), report('their-report', named)];
    await theirs.write(sent.map((resource) => ({ kind: 'create', resource }) as const));
    await there.fileTransfer(await opened(await transferred(theirs, 1_000_000)), filing(own));
    return own;
  }

  test('leaves the names of its resources to them, and its own references to what came with it', async () => {
    const file = await mixed();
    expect(results(file, 'our-report')).toEqual([[{ text: 'ours' }]]);
    expect(results(file, 'their-report').slice(0, 3)).toEqual([[{ text: 'theirs' }], [], []]);
  });

  test('resolves its references in the same way on another device, and shows no name of an origin', async () => {
    const file = await mixed();
    const again = await dataOf(paul).patients.open(file.scope);
    expect(results(again, 'our-report')).toEqual([[{ text: 'ours' }]]);
    expect(results(again, 'their-report').slice(0, 3)).toEqual([[{ text: 'theirs' }], [], []]);
    const shown = again.resources().flatMap(({ id }) => again.fullUrls(id));
    expect(shown.filter((url) => url.includes('transferred'))).toEqual([]);
  });

  test('with a proof that no binary holds is refused before anything is written', async () => {
    const own = await there.patients.create(patient('DEMENAGE', `Grand ${made++}`, '1977-07-12'));
    const transfer = await opened(await transferred(await newFile(), 1_000_000));
    const proof = new (class extends Blob {
      override get size(): number {
        return 512 * 1024 * 1024;
      }
    })();
    const sequence = own.sequence();
    expect(await code(there.fileTransfer({ ...transfer, proof }, filing(own)))).toBe('too_large');
    await own.refresh();
    expect(own.sequence()).toBe(sequence);
  });
});

test('a sender who reuses the scope of an earlier transfer for another person does not reach the first one’s file', async () => {
  const first = await opened(await transferred(await newFile(), 1_000_000));
  const { file: filed } = await there.fileTransfer(first, filing());
  const second = await opened(await transferred(await newFile(), 1_000_000));
  // The sender signs every head, so that it can give a second file the scope and the record ids of the first one.
  const { current } = first.file;
  const patientId = current.find(({ bytes }) => Buffer.from(bytes).includes('"Patient"'))?.place.resource ?? '';
  const swapped = second.file.current.map((version) =>
    Buffer.from(version.bytes).includes('"resourceType":"Patient"')
      ? { ...version, place: { ...version.place, resource: patientId } }
      : version,
  );
  const header = { ...second.header, scope: first.header.scope };
  const { file: other } = await there.fileTransfer(
    { ...second, header, file: { ...second.file, current: swapped } },
    filing(),
  );
  expect(other.scope).not.toBe(filed.scope);
  await filed.refresh();
  expect(of(filed, 'Observation')).toHaveLength(1);
  expect(other.patient().traits.birthGivenNames).not.toEqual(filed.patient().traits.birthGivenNames);
});

test('a resource that spells a binary in another way is refused, since it could name one that the file had', async () => {
  const theirs = await here.patients.create(patient('DEMENAGE', `Ecrit ${made++}`, '1977-07-12'));
  await theirs.write([
    {
      kind: 'create',
      resource: `{"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"url":"Binary\\/${'a'.repeat(26)}"}}]}`,
    },
  ]);
  const transfer = await opened(await transferred(theirs, 1_000_000));
  expect(await code(there.fileTransfer(transfer, filing()))).toBe('could_not_check untrusted');
});

describe('a forged transfer', () => {
  /** Sends other bytes as the archive of one volume. */
  async function forged(
    change: (archive: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>,
  ): Promise<OpenedTransfer> {
    const file = await newFile();
    const whole = await opened(await transferred(file, 1_000_000));
    const content = new Blob([change(new Uint8Array(await whole.proof.arrayBuffer()))]);
    const identifier = { system: 'urn:etanche:v1:transfer-volume', value: `${'a'.repeat(26)}/1/1` };
    const sealed = await sealFromFile(alice, await correspondentOf(alice, paul), file, {
      ...{
        ...given,
        kind: 'transfer',
        document: JSON.stringify({ resourceType: 'Bundle', identifier, type: 'document' }),
        volume: { transfer: 'a'.repeat(26), number: 1, of: 1 },
      },
      attachments: [{ title: 'dossier', contentType: 'application/vnd.etanche.transfer', content }],
    });
    await sendFromFile(sealed);
    return opened([await receivedBy(paul, sealed.sealed)]);
  }
  const changed = (from: string, to: string) => (archive: Uint8Array<ArrayBuffer>) => {
    const at = Buffer.from(archive).indexOf(from);
    if (at === -1) throw new Error('the archive has no such text');
    archive.set(Buffer.from(to), at);
    return archive;
  };
  /** Leaves out the first frame of a kind with a text. */
  const without = (kind: number, text: string) => (archive: Uint8Array<ArrayBuffer>) => {
    const frames: Uint8Array[] = [];
    for (let at = 0; at < archive.length;) {
      const end = at + 5 + new DataView(archive.buffer).getUint32(at + 1);
      frames.push(archive.subarray(at, end));
      at = end;
    }
    const dropped = frames.find((frame) => frame[0] === kind && Buffer.from(frame).includes(text));
    return new Uint8Array(Buffer.concat(frames.filter((frame) => frame !== dropped)));
  };

  const ofAnotherPractice = (archive: Uint8Array<ArrayBuffer>) => {
    const before = '"practice":"';
    const at = Buffer.from(archive).indexOf(before) + before.length;
    archive[at] = archive[at] === 'a'.charCodeAt(0) ? 'b'.charCodeAt(0) : 'a'.charCodeAt(0);
    return archive;
  };

  test.each([
    ['a text that its author did not sign', changed('Amoxicilline', 'Amoxicillina')],
    ['an earlier text that its author did not sign', changed('Pénicilline', 'Pénicillina')],
    ['a current version left out', without(2, 'Amoxicilline')],
    ['no header', without(1, '')],
    ['an end within a frame', (archive: Uint8Array<ArrayBuffer>) => archive.slice(0, -1)],
    ['another practice in the header', ofAnotherPractice],
  ])('with %s is refused', async (_name, change) => {
    expect(await code(forged(change))).toBe('could_not_check untrusted');
  });

  test('with an earlier version left out says that one is missing', async () => {
    const { file } = await forged(without(2, 'Pénicilline'));
    expect(file.missing).toBe(1);
  });

  test('that is another message costs no unit', async () => {
    const file = await newFile();
    const [volume] = await transferred(file, 1_000_000);
    const before = await unitsOf(paul);
    const letter = { ...(volume as Received), message: { ...(volume as Received).message, kind: 'message' as const } };
    expect(await code(opened([letter]))).toBe('could_not_check untrusted');
    expect(await unitsOf(paul)).toBe(before);
  });

  test.each(['null', '{"identifier":null}', '{'])('with the document %s is refused', async (document) => {
    const file = await newFile();
    const attachments = [{ title: 'x', contentType: 'application/vnd.etanche.transfer', content: new Blob(['x']) }];
    const message = { ...given, kind: 'transfer' as const, document, attachments };
    // `{` is shorter than any document.
    const sealed = await sealFromFile(alice, await correspondentOf(alice, paul), file, {
      ...message,
      document: document.padEnd(2),
    });
    await sendFromFile(sealed);
    expect(await code(opened([await receivedBy(paul, sealed.sealed)]))).toBe('could_not_check untrusted');
  });

  test('without one of its volumes, or with those of two, is refused', async () => {
    const first = await transferred(await newFile());
    const second = await transferred(await newFile());
    expect(await code(opened(first.slice(1)))).toBe('could_not_check untrusted');
    expect(await code(opened([...first.slice(1), second[0] as Received]))).toBe('could_not_check untrusted');
    expect(await code(opened([]))).toBe('could_not_check untrusted');
  });
});

test('a member who does not read all of a file transfers none', async () => {
  const secretary = await practices.running.join(alice, 'Céline Accueil', ['secretary']);
  const file = await newFile();
  const data = dataOf(secretary.client);
  const to = await correspondentOf(alice, paul);
  expect(await code(data.sealTransfer(to, await data.patients.open(file.scope), given))).toBe('not_entitled');
});
