import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Alarm, type PersonRole } from '@etanche/core-vault-protocol';
import { fromBase64url } from '@etanche/core-wire';
import { openDatabase, Secret } from '@etanche/platform';
import { invite, proposeContacts } from '@etanche/records-client';
import { createPostingKeys, defaults as recordsDefaults, type PostingKeys } from '@etanche/records-server';
import {
  createTrialClock,
  startOwnPostgres,
  startPractice,
  type ServersOptions,
  type TrialClock,
  type TrialMember,
  type TrialPractice,
} from '@etanche/trial';
import { startLocalFederation, type LocalFederation, type MemberConfig } from '@etanche/vault-server';
import { allDelivered, startAlarmReceiver, type AlarmReceiver } from './alarm-receiver.ts';
import { fillPractice, type Places } from './fill-practice.ts';
import { openLog, type Log } from '../attacker/server-log.ts';
import { dataConfig, outOfReach, vaultConfig } from './theft-quotas.ts';
import { makeTruth, type Truth } from './truth.ts';

type TheftPracticeOptions = {
  readonly patients: number;
  /** Number of imported patients; all if undefined. */
  readonly imported?: number;
  readonly canaries: number;
  readonly resourcesPerPatient: number | 'varied';
  readonly agenda: { readonly days: number; readonly entries: number };
  readonly members: readonly { readonly name: string; readonly roles: readonly PersonRole[] }[];
  /** Quotas, bursts and alarms of the vaults. */
  readonly quotas: MemberConfig;
  /** PostgreSQL to use instead of an embedded one. */
  readonly databaseServer: string | null;
  /** False: a founded practice without patients, for scenarios that fill it themselves. */
  readonly filled: boolean;
  /**
   * Ports of the servers and of the application, for scenarios in a browser; free ports without an application by
   * default.
   */
  readonly ports?: ServersOptions['ports'];
  /** The practice is founded this long before the real time, to which `freshMonth` moves its clock; now by default. */
  readonly foundedBeforeMs?: number;
  readonly say: (what: string) => void;
  /** Aborted to end the filling early. */
  readonly signal: AbortSignal;
};

const vaultCount = 3;
const approvalsOrigin = 'http://localhost:8181';
/** The vaults run in this process, which also searches files and memory: their answers may take long. */
const patientChain = { ...recordsDefaults.chain, timeoutMs: 60_000 };
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How far `freshMonth` moves the clock. */
export const freshMonthMs = 31 * dayMs;

/**
 * A disposable practice for attacks: real vaults (2 of 3), a real records server and PostgreSQL, filled through the
 * real importer. Its clock can be moved forward, and its vaults restarted with other quotas, to switch a defence off or
 * on.
 */
export class TheftPractice implements AsyncDisposable {
  readonly directory: string;
  readonly databaseServer: string;
  readonly databasePrefix: string;
  /** Whether this practice is alone in its PostgreSQL. */
  readonly ownsCluster: boolean;
  readonly clock: TrialClock;
  readonly practice: TrialPractice;
  readonly truth: Truth;
  readonly places: Places;
  readonly quotas: MemberConfig;
  readonly #receiver: AlarmReceiver;
  readonly #log: Log;
  readonly #running: AsyncDisposableStack;
  #vaults: LocalFederation;

  private constructor(
    made: Pick<
      TheftPractice,
      | 'directory'
      | 'databaseServer'
      | 'databasePrefix'
      | 'ownsCluster'
      | 'clock'
      | 'practice'
      | 'truth'
      | 'places'
      | 'quotas'
    >,
    receiver: AlarmReceiver,
    log: Log,
    running: AsyncDisposableStack,
  ) {
    this.directory = made.directory;
    this.databaseServer = made.databaseServer;
    this.databasePrefix = made.databasePrefix;
    this.ownsCluster = made.ownsCluster;
    this.clock = made.clock;
    this.practice = made.practice;
    this.truth = made.truth;
    this.places = made.places;
    this.quotas = made.quotas;
    this.#receiver = receiver;
    this.#log = log;
    this.#running = running;
    this.#vaults = made.practice.servers.vaults;
  }

  static async make(options: TheftPracticeOptions): Promise<TheftPractice> {
    await using building = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'etanche-records-theft-'));
    building.defer(() => rm(directory, { recursive: true, force: true }));
    const databaseServer = options.databaseServer ?? (await startOwnPostgres(join(directory, 'postgres'), building));
    const databasePrefix = `theft_${randomBytes(4).toString('hex')}`;
    building.defer(() => dropDatabases(databaseServer, databasePrefix));
    const receiver = building.use(await startAlarmReceiver());
    const clock = createTrialClock();
    clock.advance(-(options.foundedBeforeMs ?? 0));
    const log = openLog(join(directory, 'servers.log'), clock.now);
    building.defer(() => {
      log.lines.end();
    });
    const { quotas, say, signal } = options;
    say(`Three vaults of which two answer, a records server, a practice with ${options.members.length + 1} members`);
    const practice = building.use(
      await startPractice({
        ...{ directory, databaseServer, databasePrefix, vaults: vaultCount, threshold: 2, clock },
        vaultConfig: vaultConfig(quotas, receiver.url),
        recordsConfig: { data: dataConfig(quotas), chain: patientChain },
        logger: log.logger,
        members: options.members,
        ...(options.ports !== undefined && { ports: options.ports }),
      }),
    );
    const truth = makeTruth({
      seed: 'demo',
      ...options,
      today: new Date(clock.now()).toISOString().slice(0, 10),
    });
    const places: Places = options.filled
      ? await fillPractice({
          practice,
          truth,
          imported: options.imported ?? options.patients,
          directory,
          agenda: options.agenda,
          say,
          signal,
        })
      : { scopes: [], canaries: [], days: [], elements: new Map(), importer: null };
    const ownsCluster = options.databaseServer === null;
    const made = { directory, databaseServer, databasePrefix, ownsCluster, clock, practice, truth, places, quotas };
    return new TheftPractice(made, receiver, log, building.move());
  }

  /**
   * Plants plaintext that every search of stolen data must find: a staff name at the records server and a contact at
   * the vaults, neither of them secret.
   */
  async plantMarker(): Promise<void> {
    const { practice, truth } = this;
    const doctor = await practice.doctor.signIn();
    await invite(doctor, { name: truth.marker, roles: ['secretary'] });
    const { order } = await proposeContacts(doctor, [`${truth.marker}@cabinet.example`]);
    await practice.approve(order);
  }

  /**
   * Starts a new month: everything used before has left its window, and no key is new. In the meantime the members have
   * worked and the approvers have acknowledged all alarms, so nobody is dormant or reduced.
   */
  async freshMonth(): Promise<void> {
    this.clock.advance(freshMonthMs);
    await this.#atEachVault('UPDATE practice_member SET active_at = $1', [this.clock.now()]);
    await this.acknowledgeAlarms();
  }

  /** The approvers acknowledge all alarms, as those of an ordinary day: no member is reduced to the emergency quota. */
  async acknowledgeAlarms(): Promise<void> {
    await this.#atEachVault('UPDATE alarm SET acknowledged_at = at WHERE acknowledge_by IS NOT NULL', []);
  }

  async #atEachVault(statement: string, values: readonly number[]): Promise<void> {
    for (const { index } of this.practice.servers.federation.vaults) {
      await using database = openDatabase({
        ...{ url: new Secret(this.vaultDatabase(index)), applicationName: 'etanche-theft', poolSize: 1 },
        statementTimeoutMs: 30_000,
      });
      await database.query(statement, [...values]);
    }
  }

  advanceHours(hours: number): void {
    this.clock.advance(hours * hourMs);
  }

  /** A member's device, unlocked again: sessions end with the simulated hours. */
  member(name: string): TrialMember {
    const found = [this.practice.doctor, ...this.practice.members].find((member) => member.name === name);
    if (found === undefined) throw new Error(`the practice has no member ${name}`);
    return found;
  }

  /** The alarms that vaults have posted since a time of the practice's clock, in ms, after all are delivered. */
  async alarmsSince(since: number): Promise<Alarm[]> {
    const { federation } = this.practice.servers;
    await allDelivered(federation.vaults.map(({ index }) => this.vaultDatabase(index)));
    const alarms = await this.#receiver.alarms(federation);
    return alarms.filter(({ at }) => at >= Math.floor(since / 1000));
  }

  /** The log file of the vaults and the records server, flushed. */
  async logFile(): Promise<string> {
    const { lines, path } = this.#log;
    await new Promise((resolve) => lines.write('', resolve));
    return path;
  }

  /** Restarts the vaults with the same seeds, stores and addresses and other quotas; by default the practice's own. */
  async restartVaults(quotas: MemberConfig = this.quotas): Promise<void> {
    const { servers } = this.practice;
    await this.#vaults.close();
    this.#vaults = await startLocalFederation({
      vaults: vaultCount,
      threshold: servers.federation.threshold,
      directory: join(this.directory, 'vaults'),
      databases: { server: this.databaseServer, prefix: this.databasePrefix },
      recordsServers: [servers.records.key],
      config: {
        ...vaultConfig(quotas, this.#receiver.url),
        approvals: { origin: approvalsOrigin, cloudPasskeys: false },
        federation: servers.federation,
      },
      ports: servers.federation.vaults.map(({ url }) => Number(new URL(url).port)),
      now: this.clock.now,
      logger: this.#log.logger,
    });
  }

  /** Vaults that lose their stores restart with empty ones, as from before the practice. */
  async loseStores(indices: readonly number[]): Promise<void> {
    await this.#vaults.close();
    for (const index of indices) {
      const name = new URL(this.vaultDatabase(index)).pathname.slice(1);
      await dropDatabases(this.databaseServer, name);
    }
    await this.restartVaults();
    // A vault that detects a restored store grants nothing for a day.
    await this.freshMonth();
  }

  /** Runs something while the vaults count nothing, then starts a new month with the practice's quotas. */
  async withoutQuotas<T>(work: () => Promise<T>): Promise<T> {
    await this.restartVaults(outOfReach(this.quotas));
    try {
      return await work();
    } finally {
      await this.restartVaults();
      await this.freshMonth();
    }
  }

  /** URL of the records database, password included. */
  get recordsDatabase(): string {
    return this.practice.servers.recordsDatabase;
  }

  /** The keys with which the records server seals postings: a file outside its database and backups. */
  async postingKeys(): Promise<PostingKeys> {
    const text = await readFile(join(this.practice.servers.recordsConfig.directory, 'posting-key.txt'), 'latin1');
    return createPostingKeys(fromBase64url(text.trim(), 32), (length) => Uint8Array.from(randomBytes(length)));
  }

  vaultDatabase(index: number): string {
    const url = new URL(this.databaseServer);
    url.pathname = `/${this.databasePrefix}_vault_${index}`;
    return url.href;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vaults.close();
    await this.#running.disposeAsync();
  }
}

async function dropDatabases(server: string, prefix: string): Promise<void> {
  await using admin = openDatabase({
    ...{ url: new Secret(server), applicationName: 'etanche-theft', poolSize: 1, statementTimeoutMs: 30_000 },
  });
  const { rows } = await admin.query<{ name: string }>(
    'SELECT datname AS name FROM pg_database WHERE datname LIKE $1',
    [`${prefix}%`],
  );
  for (const { name } of rows) await admin.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
}
