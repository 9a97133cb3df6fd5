import type { Role } from '@etanche/core-vault-protocol';
import { joinFields, jwsTypes, labels, sha256, toBase64url, fromBase64url } from '@etanche/core-wire';
import {
  createSoftwarePasskeys,
  type CreationOptions,
  type RequestOptions,
  type SoftwarePasskeys,
} from '@etanche/records-passkey';
import { makeSigner, sign, type Signer } from '../../../../vault/server/test/support/caller.ts';
import { newId, random } from './store.ts';
import { origin } from './world.ts';

/** Somebody with the keys of one seed. Values that the server cannot read, such as a sealing key, are random here. */
export class Person {
  /** A founder's is known once the genesis is built. */
  practice: string;
  readonly member: string;
  readonly name: string;
  readonly roles: Role[];
  readonly auth: Signer;
  readonly author: Signer;
  readonly grant: Signer;
  readonly sealing = toBase64url(random(1216));
  readonly passkeys: SoftwarePasskeys;

  private constructor(
    who: Pick<Person, 'practice' | 'member' | 'name' | 'roles'>,
    keys: Pick<Person, 'auth' | 'author' | 'grant'>,
    passkeys: SoftwarePasskeys,
  ) {
    this.practice = who.practice;
    this.member = who.member;
    this.name = who.name;
    this.roles = who.roles;
    this.auth = keys.auth;
    this.author = keys.author;
    this.grant = keys.grant;
    this.passkeys = passkeys;
  }

  static async make(practice: string, name: string, roles: Role[], member = newId()): Promise<Person> {
    const [auth, author, grant] = [await makeSigner(), await makeSigner(), await makeSigner()];
    const passkeys = createSoftwarePasskeys({ random, origin });
    return new Person({ practice, member, name, roles }, { auth, author, grant }, passkeys);
  }

  /** The hash of the public keys, base64url. */
  get keys(): string {
    const fields = [this.auth, this.author, this.grant].map(({ publicKey }) => fromBase64url(publicKey, 32));
    const sealing = fromBase64url(this.sealing, undefined);
    return toBase64url(sha256(joinFields(labels.memberKeys, this.member, ...fields, sealing)));
  }

  statement(change: object = {}): Promise<string> {
    const { practice, member, auth, author, grant, sealing } = this;
    const keys = { auth: auth.publicKey, author: author.publicKey, grant: grant.publicKey, sealing };
    return sign({ practice, member, ...keys, ...change }, jwsTypes.memberKeys, auth);
  }

  enrolment() {
    return { member: this.member, auth: this.auth.publicKey, keys: this.keys, roles: this.roles };
  }

  /** A grant by this person, whose sealed part nobody reads here. */
  grantTo(
    holder: { readonly holder: string; readonly holderKeys: string; readonly role: 'reception' | 'care' },
    epoch: number,
    change: object = {},
  ): Promise<string> {
    const payload = { practice: this.practice, epoch, ...holder, granter: this.member, sealed: someSealed() };
    return sign({ ...payload, ...change }, jwsTypes.grant, this.grant);
  }

  epoch(number: number, before: string | null, change: object = {}): Promise<string> {
    const secret = () => toBase64url(random(60));
    const payload = {
      practice: this.practice,
      epoch: number,
      sequence: 0,
      previous: before === null ? null : toBase64url(sha256(new TextEncoder().encode(before))),
      commitments: { reception: toBase64url(random(32)), care: toBase64url(random(32)) },
      keys: { reception: toBase64url(random(1216)), care: toBase64url(random(1216)) },
      sealed: before === null ? null : { reception: secret(), care: secret() },
      keySets: before === null ? someKeySets() : null,
      opener: this.member,
    };
    return sign({ ...payload, ...change }, jwsTypes.epoch, this.grant);
  }
}

/** The description of a new passkey that a page sends: never the outputs of its PRF. */
export async function makePasskey(passkeys: SoftwarePasskeys, options: unknown): Promise<Record<string, unknown>> {
  return withoutResults(await passkeys.create(options as CreationOptions));
}

export async function usePasskey(passkeys: SoftwarePasskeys, options: unknown): Promise<Record<string, unknown>> {
  return withoutResults(await passkeys.get(options as RequestOptions));
}

function withoutResults(response: object): Record<string, unknown> {
  return { ...response, clientExtensionResults: {} };
}

function someKeySets() {
  const keys = () => ({ publicKey: toBase64url(random(32)), shares: [1, 2, 3].map(() => toBase64url(random(32))) });
  return { scope: keys(), search: keys(), agenda: keys(), inbox: keys() };
}

export function someSealed(): string {
  return toBase64url(random(1300));
}

export function someKeyring(): string {
  return toBase64url(random(200));
}
