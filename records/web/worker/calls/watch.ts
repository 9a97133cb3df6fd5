import {
  alarmEvents,
  approverNames,
  listDevices,
  listMembers,
  memberActivity,
  practiceUsage,
  proposeRaise,
  type AlarmEvent,
  type MemberUsage,
} from '@etanche/records-client';
import type { UsageState, WatchCalls } from '../../port/watch-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { shownRolesOf, type SessionHost } from '../session-host.ts';

type Devices = Awaited<ReturnType<typeof listDevices>>[number];

export function createWatchCalls(host: SessionHost, emit: WorkerSide['emit']): Pick<Handlers, keyof WatchCalls> {
  const client = () => host.open().client;
  return {
    async usage() {
      const { me } = host.open();
      const seesAll = me.roles.includes('administrator') && me.status === 'active';
      const [usage, members, devices] = await Promise.all([
        practiceUsage(client()),
        listMembers(client()),
        devicesFor(host),
      ]);
      const known = new Map(members.map((one) => [one.member, one]));
      return {
        members: usage.members
          // A vault may name anybody; the chain knows the members.
          .filter(({ member }) => known.has(member) && (seesAll || member === me.id))
          .map((used) => {
            const { member, files, emergency, limit, raisedUntil, lower } = used;
            const own = devices.get(member) ?? null;
            return {
              ...{ id: member, files, emergency, limit, lower },
              name: known.get(member)?.name ?? '',
              roles: shownRolesOf(known.get(member)?.roles ?? []),
              devices: own === null ? null : { keys: own.passkeys.length, sessions: own.sessions.length },
              raisedUntil: raisedUntil === null ? null : raisedUntil * 1000,
              states: statesOf(used, own),
            };
          })
          .toSorted(
            (one, other) =>
              Number(one.limit === 0) - Number(other.limit === 0) || one.name.localeCompare(other.name, 'fr'),
          ),
        silent: usage.silent,
        seesAll,
      };
    },
    async activity({ member }) {
      const { quarters, ...rest } = await memberActivity(client(), member);
      return { ...rest, quarters: quarters.map(({ at, files }) => ({ at: at * 1000, files })) };
    },
    async alarms() {
      const open = client();
      const [{ events, silent }, members, approvers] = await Promise.all([
        alarmEvents(open),
        listMembers(open),
        approverNames(open),
      ]);
      const names = new Map(members.map(({ member, name }) => [member, name]));
      const { id, federation } = open.practice;
      return {
        silent,
        events: events
          .filter(isNewest)
          .map(({ alarm, index, kind, member, purpose, at, count, detail, vaults, dueBy, acknowledged }) => ({
            ...{ id: `${index}/${alarm}`, kind, count, detail, vaults, at: at * 1000 },
            purpose: purpose ?? null,
            member: member === undefined ? null : (names.get(member) ?? null),
            dueBy: dueBy === null ? null : dueBy * 1000,
            acknowledged:
              acknowledged === null
                ? null
                : {
                    at: acknowledged.at * 1000,
                    name: acknowledged.by === null ? null : (approvers.get(acknowledged.by) ?? null),
                  },
            page: `${federation.vaults.find((one) => one.index === index)?.url ?? ''}/approvals#${id}`,
          })),
      };
    },
    async raisePropose({ member, perDay, until }) {
      await proposeRaise(client(), { member, purpose: 'scope', perDay, until: Math.floor(until / 1000) });
      emit('practice', null);
      return null;
    },
  };
}

/** An import raises an alarm at each tenth of its right; the newest of them says what the earlier ones said. */
function isNewest({ kind, member }: AlarmEvent, place: number, events: readonly AlarmEvent[]): boolean {
  const newer = events.slice(0, place);
  return kind !== 'importer_used' || !newer.some((one) => one.kind === kind && one.member === member);
}

/** Devices by member; empty for a member who may not see those of others. */
async function devicesFor(host: SessionHost): Promise<ReadonlyMap<string, Devices>> {
  const { me, client } = host.open();
  const maySee = me.status === 'active' && (me.roles.includes('doctor') || me.roles.includes('administrator'));
  return maySee ? new Map((await listDevices(client)).map((one) => [one.member, one])) : new Map();
}

function statesOf(used: MemberUsage, devices: Devices | null): readonly UsageState[] {
  const states: UsageState[] = [];
  if (used.isFrozen) states.push('frozen');
  if (used.isUnacknowledged) states.push('unacknowledged');
  if (used.isDormant) states.push('dormant');
  if (used.isNew) states.push('first_day');
  if (used.raisedUntil !== null) states.push('raised');
  if (devices === null) return states;
  if (devices.passkeys.length === 0) states.push('no_key');
  if (devices.passkeys.length === 1) states.push('one_key');
  return states;
}
