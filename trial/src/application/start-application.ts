import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateDirectory, openDatabase, Secret, writePrivateFile, type Logger } from '@etanche/platform';
import { syntheticPractice } from '@etanche/demo';
import { createRecordsData, signIn, type RecordsClient } from '@etanche/records-client';
import { createSoftwarePasskeys, type PasskeyState, type SoftwarePasskeys } from '@etanche/records-passkey';
import { createRecordsSite, writeRecordsSite } from '@etanche/records-site';
import { cardOf } from '@etanche/records-fhir';
import { displayName, localTime, type DemonstrationPerson } from '@etanche/records-web';
import { keyFile, startGateway, type RunningGateway } from '../gateway/start-gateway.ts';
import { addGateway } from '../records/add-gateway.ts';
import { approveOrder } from '../records/approver.ts';
import { importPatients, goLive } from '../records/import-patients.ts';
import { newPerson } from '../records/person.ts';
import { populatePractice, random } from '../records/populate-practice.ts';
import { approvalsOrigin, startServers, type ServersOptions, type TrialServers } from '../records/start-servers.ts';
import { createTrialClock, type TrialClock } from '../records/trial-clock.ts';
import { founder, members, midwife, neighbour, practiceName } from './cast.ts';
import { daysAround, fillDay, fillDays, type DayToFill } from './fill-agenda.ts';
import { fillWork } from './fill-work.ts';
import { fillSettings, professionals, timeZone } from './practice-settings.ts';
import { exchangeFirstMessages, fillNeighbour } from './neighbour.ts';
import { signInPerson } from './sign-in-person.ts';
import { hashSiteInputs } from './site-inputs.ts';
import { startPasskeyService } from './passkey-service.ts';
import { readPracticeFile, writePracticeFile, type PracticeFile } from './practice-file.ts';

export type ApplicationStep =
  | 'servers'
  | 'people'
  | 'patients'
  | 'gateway'
  | 'agenda'
  | 'work'
  | 'messages'
  | 'application';

export type ApplicationOptions = {
  /** Contains all data; a second start continues from it. */
  readonly directory: string;
  readonly databaseServer: string;
  readonly databasePrefix: string;
  readonly ports: {
    readonly vaults: readonly number[];
    readonly records: number;
    readonly application: number;
    readonly passkeys: number;
  };
  readonly patients: number;
  /** Names of doctors who join the cast, each with an agenda. Nobody signs in as one of them. */
  readonly colleagues?: readonly string[];
  /** Days of the agenda that are filled, before and after today. */
  readonly days: { readonly before: number; readonly after: number };
  /** True if the doctors' lists have results, messages, tasks and documents to file at the first start. */
  readonly hasWork?: true;
  /** True if a second practice is on the same vaults, and the doctors of both have written to each other. */
  readonly hasNeighbour?: true;
  /**
   * Present if the practice has a gateway with a laboratory and a mail operator: the port of the page that shows what
   * was sent, the pause between two rounds of mail, and the period in which a result comes.
   */
  readonly gateway?: {
    readonly viewerPort: number;
    readonly everySeconds: number;
    readonly resultEverySeconds: number;
  };
  readonly step: (step: ApplicationStep) => void;
  readonly progress: (done: number, total: number) => void;
  /** Settings of the vaults that differ from their defaults. */
  readonly vaultConfig?: ServersOptions['vaultConfig'];
  readonly logger: Logger | undefined;
};

/** The running application and its people. */
export type RunningApplication = AsyncDisposable & {
  readonly url: string;
  readonly people: readonly DemonstrationPerson[];
  readonly patients: number;
  readonly files: PracticeFile['patients'];
  /** Stops the records server during a step, which gets its address. */
  readonly recordsOutage: TrialServers['recordsOutage'];
  /** A client of one of the people by their key, as another program of theirs has it. It is locked at the end. */
  readonly signIn: (key: string) => Promise<RecordsClient>;
  /** Null if the practice has none. */
  readonly gateway: RunningGateway | null;
  /** Ends when the agenda of the coming days is filled. */
  readonly filled: Promise<number>;
};

const seed = 'practice';
const hourMs = 3_600_000;
/** The practice is founded this long before the first start, so that its members have their whole quotas today. */
const foundedBeforeMs = 5 * 24 * hourMs;

/**
 * Runs a practice on this computer: three vaults, a records server, fictitious people and patients, and the
 * application. The person who runs it has every key, so it demonstrates the system and protects nobody.
 */
export async function startApplication(options: ApplicationOptions): Promise<RunningApplication> {
  await using building = new AsyncDisposableStack();
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const known = await readPracticeFile(options.directory);
  const clock = createTrialClock();
  if (known === null) {
    clock.advance(-foundedBeforeMs);
    await dropDatabase(options.databaseServer, `${options.databasePrefix}_records`);
  }
  options.step('servers');
  const servers = building.use(
    await startServers({
      ...{ directory: options.directory, databaseServer: options.databaseServer, clock, logger: options.logger },
      databasePrefix: options.databasePrefix,
      ...{ vaults: 3, threshold: 2, ports: options.ports },
      vaultConfig: options.vaultConfig ?? {},
      recordsConfig: {},
    }),
  );
  const practice = known ?? (await makePractice(options, servers, clock));
  const passkeys = new Map(
    practice.people.map(({ key, passkeys: state }) => [
      key,
      createSoftwarePasskeys({ random, origin: servers.origin, state: withLaterCounters(state) }),
    ]),
  );
  options.step('application');
  const own = [founder, ...members].map(({ key, name, shown: role, profession }) => ({
    ...{ key, name, role },
    ...(profession === undefined ? {} : { profession }),
  }));
  const { key, name, shown: role, practice: other } = neighbour;
  const people = [...own, ...(practice.neighbour === null ? [] : [{ key, name, role, practice: other }])];
  const approvers = practice.approvers.map(({ practice: of, approver, card, rpId, passkeys: state }) => ({
    ...{ practice: of, approver, card, rpId },
    passkeys: createSoftwarePasskeys({
      random,
      origin: approvalsOrigin(options.ports),
      state: withLaterCounters(state),
    }),
  }));
  const approve = async (id: string, order: string): Promise<void> => {
    await approveOrder(
      servers.federation,
      id,
      order,
      approvers.filter((one) => one.practice === id),
    );
  };
  const keys = { members: passkeys, approve };
  const service = building.use(await startPasskeyService(options.ports.passkeys, servers.origin, keys));
  const out = join(options.directory, 'site');
  await buildSite(out, {
    site: {
      ...{ serverUrl: servers.records.url, federation: servers.federation },
      demonstration: { url: service.url, people },
    },
    vaultUrls: servers.federation.vaults.map(({ url }) => url),
  });
  const site = await createRecordsSite({
    ...{ directory: out, host: 'localhost', port: options.ports.application, tls: null },
  });
  building.defer(() => site.close());
  const gateway = await runPracticeGateway(options, servers, practice, clock);
  if (gateway !== null) building.use(gateway);
  const filled = known === null ? Promise.resolve(0) : fillComingDays(servers, practice, passkeys, options.days);
  filled.catch(() => undefined);
  const running = building.move();
  return {
    ...{
      url: site.url,
      people,
      patients: practice.patients.length,
      files: practice.patients,
      gateway,
      filled,
      recordsOutage: servers.recordsOutage,
    },
    async signIn(wanted) {
      const found = people.find((one) => one.key === wanted);
      const own = passkeys.get(wanted);
      if (found === undefined || own === undefined) throw new RangeError(`the demonstration has no ${wanted}`);
      const client = await signInPerson(servers, own, found.name);
      running.defer(() => {
        client.session.lock();
      });
      return client;
    },
    async [Symbol.asyncDispose]() {
      await filled.catch(() => 0);
      await running.disposeAsync();
    },
  };
}

/** Builds the site, unless a start before built it from the same sources and settings. */
async function buildSite(out: string, settings: Omit<Parameters<typeof writeRecordsSite>[0], 'out'>): Promise<void> {
  const note = `${out}.inputs`;
  const inputs = await hashSiteInputs(settings);
  if ((await readFile(note, 'utf8').catch(() => '')) === inputs) return;
  await rm(note, { force: true });
  await writeRecordsSite({ out, ...settings });
  await writeFile(note, inputs);
}

/** The file has the counters of the first start: seconds are higher than those of every earlier start. */
function withLaterCounters(state: PasskeyState): PasskeyState {
  const counter = Math.floor(Date.now() / 1000);
  return { ...state, credentials: state.credentials.map((credential) => ({ ...credential, counter })) };
}

async function makePractice(
  options: ApplicationOptions,
  servers: TrialServers,
  clock: TrialClock,
): Promise<PracticeFile> {
  options.step('people');
  const place = {
    ...{ federation: servers.federation, origin: servers.origin, serverUrl: servers.records.url, now: clock.now },
    foundingToken: () => servers.foundingToken(),
    names: { practice: practiceName, founder: founder.name },
  };
  const colleagues = (options.colleagues ?? []).map((name, i) => ({
    ...({ key: `colleague-${String(i + 1)}`, name, roles: ['doctor'], shown: 'doctor' } as const),
  }));
  const cast = [...members, ...colleagues];
  const people = await populatePractice(place, cast);
  const second =
    options.hasNeighbour === true
      ? await populatePractice({ ...place, names: { practice: neighbour.practice, founder: neighbour.name } }, [])
      : null;
  const all = [
    { key: founder.key, member: people.doctor },
    ...cast.map(({ key }, i) => ({ key, member: people.members[i] })),
  ];

  const accounts = new Map(all.flatMap(({ key, member }) => (member === undefined ? [] : [[key, member.member]])));
  const today = localTime(Date.now(), timeZone).slice(0, 10);
  await fillSettings(createRecordsData(await signIn(people.doctor.options)), accounts, today);

  options.step('patients');
  const made = [...syntheticPractice({ seed, patients: options.patients, resourcesPerPatient: 'varied', today })];
  const directory = join(options.directory, 'import');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const trial = { ...people, servers, clock, [Symbol.asyncDispose]: () => Promise.resolve() };
  const imported = await importPatients({
    ...{ practice: trial, directory },
    patients: made.map(({ resources }) => resources),
    report: (_, done, total) => {
      options.progress(done, total ?? options.patients);
    },
  });
  await goLive(trial);
  const sharedPatients = made.map(({ traits, resources }) => ({ name: displayName(cardOf(traits)), resources }));
  if (second !== null) await fillNeighbour({ ...trial, ...second }, directory, sharedPatients, today);
  let gateway: string | null = null;
  if (options.gateway !== undefined) {
    options.step('gateway');
    const added = await addGateway(trial);
    gateway = added.member;
    const keys = gatewayDirectory(options);
    makePrivateDirectory(keys);
    await writePrivateFile(join(keys, keyFile), `${JSON.stringify(added.file)}\n`);
  }
  const patients = imported.scopes.flatMap((scope, i) => {
    const patient = made[i];
    return patient === undefined ? [] : [{ scope, name: displayName(cardOf(patient.traits)), care: patient.care }];
  });

  options.step('agenda');
  // New members have a tenth of their quota in the first 24 hours.
  clock.advance(25 * hourMs);
  const secretary = people.members[members.findIndex(({ shown }) => shown === 'secretary')];
  const practitioners = all
    .filter(({ key }) => [founder, ...cast].some((one) => one.key === key && one.shown === 'doctor'))
    .flatMap(({ key, member }) =>
      member === undefined ? [] : [{ practitioner: member.member, key, care: careOf(key) }],
    );
  const days = daysAround(today, options.days.before, options.days.after).flatMap((date) =>
    practitioners.map((one) => ({ ...one, date })),
  );
  const now = localTime(Date.now(), timeZone);
  if (secretary === undefined) throw new RangeError('the cast has no secretary');
  for (const [i, day] of days.entries()) {
    // Two hours apart, so that the units of all days are within the secretary's daily quota.
    clock.advance(2 * hourMs);
    const client = await signIn(secretary.options);
    await fillDay(createRecordsData(client), day, patients, now, timeZone);
    client.session.lock();
    options.progress(i + 1, days.length);
  }
  if (options.hasWork === true) {
    options.step('work');
    clock.advance(2 * hourMs);
    const colleague = (wanted: string) => {
      const found = all.find(({ key }) => key === wanted)?.member;
      if (found === undefined) throw new RangeError('the cast has no such person');
      return { id: found.member, name: found.name, data: async () => createRecordsData(await signIn(found.options)) };
    };
    const doctors = [colleague('arnaud'), colleague('bensaid'), colleague('kervella')] as const;
    await fillWork({ doctors, secretary: colleague('cohen'), patients, now });
  }
  people.lockAll();
  second?.lockAll();
  clock.advance(Date.now() - clock.now());
  if (second !== null) {
    options.step('messages');
    await exchangeFirstMessages({ doctor: people.doctor, accounts }, second, sharedPatients, today);
  }

  const file: PracticeFile = {
    format: 'etanche/v1/demonstration-practice',
    practice: people.practice,
    gateway,
    neighbour: second?.practice ?? null,
    people: [...all, ...(second === null ? [] : [{ key: neighbour.key, member: second.doctor }])].flatMap(
      ({ key, member }) =>
        member === undefined ? [] : [{ key, member: member.member, passkeys: member.passkeys.exportState() }],
    ),
    approvers: [people, ...(second === null ? [] : [second])].flatMap(({ practice, approvers }) =>
      approvers.map(({ approver, card, rpId, passkeys }) => ({
        ...{ practice, approver, card, rpId },
        passkeys: passkeys.exportState(),
      })),
    ),
    patients,
  };
  await writePracticeFile(options.directory, file);
  return file;
}

/** Patients of whom the laboratory has results. */
const laboratoryPatients = 40;

async function runPracticeGateway(
  options: ApplicationOptions,
  servers: TrialServers,
  practice: PracticeFile,
  clock: TrialClock,
): Promise<RunningGateway | null> {
  if (options.gateway === undefined || practice.gateway === null) return null;
  const { options: client } = await newPerson('Passerelle', {
    ...{ serverUrl: servers.records.url, origin: servers.origin, now: clock.now, random },
  });
  const wanted = Math.min(laboratoryPatients, practice.patients.length);
  const today = localTime(Date.now(), timeZone).slice(0, 10);
  // A longer list starts with the shorter one, and the traits depend on nothing but the seed.
  const made = syntheticPractice({ seed, patients: wanted, resourcesPerPatient: 1, today });
  return startGateway({
    ...{ ...options.gateway, directory: gatewayDirectory(options), practiceName, seed, client, logger: options.logger },
    patients: Array.from(made, ({ traits }) => traits),
    practitioners: professionals.flatMap(({ key, name, rpps }) => {
      const member = practice.people.find((one) => one.key === key)?.member;
      return member === undefined ? [] : [{ member, name, rpps, isMidwife: key === midwife }];
    }),
  });
}

function gatewayDirectory({ directory }: ApplicationOptions): string {
  return join(directory, 'gateway');
}

/** Fills the days that a later start sees for the first time, with the secretary's quota of today. */
async function fillComingDays(
  servers: TrialServers,
  practice: PracticeFile,
  passkeys: ReadonlyMap<string, SoftwarePasskeys>,
  { after }: ApplicationOptions['days'],
): Promise<number> {
  const now = localTime(Date.now(), timeZone);
  const secretary = members.find(({ shown }) => shown === 'secretary');
  const keys = passkeys.get(secretary?.key ?? '');
  if (secretary === undefined || keys === undefined) return 0;
  const practitioners = practice.people
    .filter(({ key }) => isPractitioner(key))
    .map(({ key, member }) => ({ practitioner: member, key, care: careOf(key) }));
  const client = await signInPerson(servers, keys, secretary.name);
  try {
    const listed = await client.session.call('practice');
    if (listed.practice !== practice.practice) throw new RangeError('the server has another practice');
    const dates = daysAround(now.slice(0, 10), 0, after);
    const missing: DayToFill[] = [];
    for (const { practitioner, key, care } of practitioners) {
      const first = dates[0] ?? '';
      const last = dates.at(-1) ?? '';
      const { days } = await client.session.call('agendaDays', { query: { practitioner, from: first, to: last } });
      const known = days.map(({ date }) => date);
      missing.push(...dates.filter((date) => !known.includes(date)).map((date) => ({ practitioner, key, date, care })));
    }
    missing.sort((one, other) => one.date.localeCompare(other.date));
    const data = createRecordsData(client);
    return await fillDays(missing, (day) => fillDay(data, day, practice.patients, now, timeZone));
  } finally {
    client.session.lock();
  }
}

function careOf(key: string): DayToFill['care'] {
  return key === midwife ? 'pregnancy' : null;
}

function isPractitioner(key: string): boolean {
  return [founder, ...members].some((one) => one.key === key && one.shown === 'doctor');
}

/** An interrupted first start left a practice whose keys are lost. */
async function dropDatabase(server: string, name: string): Promise<void> {
  await using admin = openDatabase({
    ...{ url: new Secret(server), applicationName: 'etanche-trial', poolSize: 1, statementTimeoutMs: 30_000 },
  });
  await admin.query(`DROP DATABASE IF EXISTS "${name.replaceAll('"', '""')}" WITH (FORCE)`);
}
