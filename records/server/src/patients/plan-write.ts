import {
  recordsLimits,
  settingsScope,
  type Compartment,
  type ListedVersion,
  type Write,
} from '@etanche/core-records-protocol';
import { compartmentsIn } from '../http/authorise.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { decode } from '../data/decode.ts';
import { readHead, type Head } from './head.ts';
import { planPacks, type PlannedPack } from './plan-packs.ts';
import { planPostings, type PlannedPostings } from '../search/postings.ts';

/** A new version of a write, in the compartment of its pack. */
type PlannedVersion = ListedVersion & { readonly compartment: Compartment };

/** Element and batch under which an importer sealed the versions. */
export type PlannedSeal = { readonly element: Buffer; readonly batch: string };

/** A write that is consistent in itself; its agreement with the store is checked later. */
export type PlannedWrite = PlannedPostings & {
  readonly kind: Write['kind'];
  readonly create: Write['create'];
  readonly rejection: NonNullable<Write['rejection']> | null;
  /** Resources among the versions of an import into an unassigned scope. */
  readonly listed: number | null;
  readonly proof: Write['proof'];
  readonly headJws: string;
  readonly head: Head;
  readonly packs: readonly PlannedPack[];
  /** The new versions in the packs, without those that packs carry. */
  readonly versions: readonly PlannedVersion[];
  /** A resource whose content the write destroys. */
  readonly destroy: string | null;
  /** A resource whose destruction the write undoes. */
  readonly restore: string | null;
  /** A resource of whose packs the write carries other versions, before a destruction. */
  readonly carry: string | null;
  /** Resources whose current version a repair found lost. */
  readonly lost: readonly string[] | null;
  readonly seal: PlannedSeal | null;
  readonly card: Buffer | null;
  readonly binaries: readonly string[];
};

/** This server's time, and how far the time of a pack may be from it, in milliseconds. */
type WriteClock = { readonly now: number; readonly mostMs: number };

/**
 * Performs the checks of a write that need no store.
 *
 * @throws Refusal `request_invalid`, `signature_refused`, `forbidden`, `clock_differs`
 */
export function planWrite(session: Session, scope: string, body: Write, clock: WriteClock): PlannedWrite {
  const head = readHead(body.head, scope, session);
  if ((body.create !== undefined) !== (head.sequence === 1)) invalid('create comes with the first head, and no other');
  if (body.create !== undefined) checkCreate(body.create);
  const isSettings = scope === settingsScope(session.practice);
  if ((body.kind === 'settings') !== isSettings)
    invalid('settings are written into their own scope, and nothing else is');
  if (body.create !== undefined && (body.create.purpose === 'settings') !== isSettings) {
    invalid('a practice has its settings in one scope');
  }
  // A person searches for duplicates before there is a new patient.
  const isNewPatient = body.create?.purpose === 'scope';
  if (isNewPatient && session.roles.includes('gateway')) throw new Refusal('forbidden');
  const seal = planSeal(session, body);
  if (body.create !== undefined) checkElement(head, body);
  const mayWrite = compartmentsIn(session, scope, 'write');
  for (const [i, { compartment, time }] of body.packs.entries()) {
    if (!mayWrite.includes(compartment)) throw new Refusal('forbidden');
    requireNear(time, clock, i);
  }
  const packs = planPacks(session, scope, body, head);
  const versions = packs
    .filter(({ carries }) => !carries)
    .flatMap(({ compartment, versions: listed }) => listed.map((version) => ({ ...version, compartment })));
  if (versions.length > recordsLimits.versionsPerWrite) invalid(`at most ${recordsLimits.versionsPerWrite} versions`);
  if (new Set(versions.map(({ resource }) => resource)).size !== versions.length) invalid('a resource is there twice');
  const destroy = body.destroy ?? null;
  if ((body.kind === 'destroy') !== (destroy !== null))
    invalid('a destruction names its resource, and nothing else does');
  const restore = body.restore ?? null;
  if ((body.kind === 'restore') !== (restore !== null))
    invalid('a restoration names its resource, and nothing else does');
  const carry = body.carry ?? null;
  if ((body.kind === 'carry') !== (carry !== null))
    invalid('a write that prepares a destruction names its resource, and nothing else does');
  const binaries = Array.from(new Set(body.binaries ?? []));
  return {
    ...{ kind: body.kind, create: body.create, headJws: body.head, head, packs, versions, seal, binaries },
    ...{ destroy, restore, carry, lost: body.lost ?? null },
    ...{ rejection: body.rejection ?? null, listed: body.listed ?? null, proof: body.proof },
    card: body.card === undefined ? null : decode(body.card, 'card', recordsLimits.cardBytes),
    ...planPostings(body.postings),
  };
}

/** An importer has no key of the practice, so everything that it writes is sealed this way, and only its writes are. */
function planSeal({ roles }: Session, { seal }: Write): PlannedSeal | null {
  if (roles.includes('importer') !== (seal !== undefined)) invalid('an importer states its seal, and nobody else does');
  return seal === undefined ? null : { element: decode(seal.element, 'seal/element', 32), batch: seal.batch };
}

/** A member could otherwise write under yesterday's date. Sign and whole seconds help to set the clock right. */
function requireNear(time: number, { now, mostMs }: WriteClock, i: number): void {
  const ahead = time - now;
  if (Math.abs(ahead) <= mostMs) return;
  const seconds = Math.round(ahead / 1000);
  throw new Refusal('clock_differs', { detail: `packs/${i}/time is ${seconds} s ahead of this server` });
}

/**
 * The first head names the element under which an importer sealed the write. A received report is sealed under an
 * element that its member drew; nothing else is.
 */
function checkElement({ element }: Head, { create, kind, seal }: Write): void {
  if (create?.purpose === 'unassigned' && seal === undefined) {
    // Only an import and the receiver of a report may not know the owner of a resource.
    if (kind !== 'receive') throw new Refusal('forbidden');
    if (element === undefined) invalid('the first head of a received report names its element');
    decode(element, 'head/element', 32);
    return;
  }
  if (element !== seal?.element) invalid('the first head names the element of the write, and none where there is none');
}

function checkCreate(create: NonNullable<Write['create']>): void {
  const { purpose, practitioner, date, erasure, eraser, reason } = create;
  decode(erasure, 'create/erasure', 32);
  if ((purpose === 'unassigned') !== (reason !== undefined))
    invalid('an unassigned scope has a reason, and nothing else');
  if (eraser !== undefined) decode(eraser, 'create/eraser', 32);
  const isAgenda = purpose === 'agenda';
  const hasEraser = !isAgenda && purpose !== 'settings';
  if (hasEraser !== (eraser !== undefined))
    invalid('a scope names the key of its erasure; an agenda and settings none');
  if (isAgenda !== (practitioner !== undefined) || isAgenda !== (date !== undefined)) {
    invalid('an agenda has a practitioner and a date, and nothing else has');
  }
  if (date !== undefined && !isDay(date)) invalid('no such date');
}

function isDay(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === date;
}

function invalid(detail: string): never {
  throw new Refusal('request_invalid', { detail });
}
