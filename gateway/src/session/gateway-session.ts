import { isEtancheError } from '@etanche/core-wire';
import {
  createRecordsData,
  openGateway,
  stateServices,
  type AgendaDay,
  type GatewayFile,
  type RecordsClient,
  type RecordsClientOptions,
  type RecordsData,
} from '@etanche/records-client';
import type { WorkMember } from '@etanche/records-fhir';

/** A signed-in gateway, and its functions on patients. */
export type OpenSession = {
  readonly client: RecordsClient;
  readonly data: RecordsData;
  readonly self: WorkMember;
  /** The list of a member, opened once: each opening costs a unit. */
  readonly list: (member: string) => Promise<AgendaDay>;
};

type SessionOptions = {
  readonly client: RecordsClientOptions;
  readonly file: GatewayFile;
  /** Name of the gateway, as authors and senders are shown. */
  readonly name: string;
  /** Services of the configuration, which the practice's screens offer. */
  readonly services: Parameters<typeof stateServices>[1];
};

/** Codes after which only a new sign-in helps. */
const ended: ReadonlySet<string> = new Set(['locked', 'unauthenticated']);
/** Files of which the evaluation stays in memory: an attacker on the machine can open these without the vaults. */
const keptScopes = 4;

/** The session of the gateway: signs in with its key when it is needed, and again after the session has ended. */
export class GatewaySession {
  readonly #options: SessionOptions;
  #open: Promise<OpenSession> | null = null;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /**
   * Runs work in the session. If the session had ended, signs in once and runs it again.
   *
   * @throws RecordsClientError, VaultClientError of the sign-in; errors of the work
   */
  async use<T>(work: (session: OpenSession) => Promise<T>): Promise<T> {
    const known = this.#open;
    try {
      return await work(await this.#session());
    } catch (error) {
      if (!isEtancheError(error) || !ended.has(error.code)) throw error;
      this.close();
      if (known === null) throw error;
      return work(await this.#session());
    }
  }

  /** Locks the session, which drops all secrets from memory. */
  close(): void {
    this.#open?.then(
      ({ client }) => {
        client.session.lock();
      },
      () => undefined,
    );
    this.#open = null;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #session(): Promise<OpenSession> {
    const open = this.#open ?? this.#signIn();
    this.#open = open;
    open.catch(() => {
      if (this.#open === open) this.#open = null;
    });
    return open;
  }

  async #signIn(): Promise<OpenSession> {
    const { client: options, file, name, services } = this.#options;
    const client = await openGateway(options, file);
    await stateServices(client, services);
    const self = { id: client.session.member, name };
    const data = createRecordsData(client, { keptScopes });
    const lists = new Map<string, Promise<AgendaDay>>();
    const list = (member: string): Promise<AgendaDay> => {
      const open = lists.get(member) ?? data.agenda.list(member);
      lists.set(member, open);
      open.catch(() => lists.delete(member));
      return open;
    };
    return { client, self, data, list };
  }
}
