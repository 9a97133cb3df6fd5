import {
  admitGateway,
  endMemberSession,
  epochIsDue,
  freezeMember,
  gatewayPlace,
  grant,
  invite,
  kitReplacement,
  listDevices,
  listMembers,
  openNextEpoch,
  pendingOrders,
  proposeEnrolment,
  proposeRekey,
  proposeRenewal,
  proposeRetirement,
  proposeThaw,
  RecordsClientError,
  removeMemberPasskey,
  renewalOf,
  vaultOwners,
  withdrawInvitation,
  type RecordsClient,
} from '@etanche/records-client';
import type { DevicesView, PracticeCalls } from '../../port/practice-calls.ts';
import type { Site } from '../../port/site.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { approveDemonstration } from '../demonstration-passkeys.ts';
import type { SessionHost } from '../session-host.ts';

export function createPracticeCalls(
  host: SessionHost,
  site: Site,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof PracticeCalls> {
  const client = () => host.open().client;
  /** A change of the practice, after which every page reads it again. */
  const changing = async (change: Promise<unknown>): Promise<null> => {
    await change;
    emit('practice', null);
    return null;
  };
  return {
    async members() {
      // The session's own state can be a minute old, and an order that approvers have just signed changes this list.
      const [members, devices] = await Promise.all([listMembers(client(), 'fresh'), devicesOf(host)]);
      // The server lists the devices of people; a member who sees those manages the gateways too.
      const ofProgram = devices.size === 0 ? null : noDevices;
      return members.map(({ member, name, roles, status, granted, renewing, until }) => ({
        ...{ id: member, name, roles, status },
        isGranted: granted !== false,
        isRenewing: renewing,
        until: until === null ? null : until * 1000,
        devices: devices.get(member) ?? (roles.includes('gateway') ? ofProgram : null),
      }));
    },
    async memberInvite({ name, roles, member }) {
      const invited = await invite(client(), { name, roles: [...roles], ...(member !== null && { member }) });
      emit('practice', null);
      return { id: invited.member, code: invited.invitation, expires: invited.expires };
    },
    gatewayPlace: () => Promise.resolve(gatewayPlace(client())),
    gatewayAdmit: ({ name, keys, compared }) =>
      changing(admitGateway(client(), { name, registration: registrationIn(keys), compared })),
    memberWithdraw: ({ member }) => changing(withdrawInvitation(client(), member)),
    memberAdmit: ({ member, compared, until }) => changing(admit(client(), member, compared, until)),
    memberRenew: ({ member, until }) => changing(proposeRenewal(client(), member, Math.floor(until / 1000))),
    memberGrant: ({ member }) => changing(grant(client(), member)),
    memberFreeze: ({ member, reason }) => changing(freezeMember(client(), member, reason)),
    memberRetire: ({ member }) => changing(proposeRetirement(client(), member)),
    memberEndSession: (ended) => changing(endMemberSession(client(), ended)),
    memberRemovePasskey: (removed) => changing(removeMemberPasskey(client(), removed)),
    async pending() {
      const open = client();
      const [orders, members, state, owners] = await Promise.all([
        pendingOrders(open),
        listMembers(open),
        open.practice.state(),
        vaultOwners(open).catch(() => []),
      ]);
      const names = new Map(members.map(({ member, name }) => [member, name]));
      return {
        orders: orders.map(({ order, content: { action, issuedAt }, approvedBy, needed }) => {
          const memberId = 'member' in action ? action.member : null;
          const renewal = renewalOf(state, action);
          return {
            ...{ order, kind: action.kind, memberId, needed, proposed: issuedAt * 1000 },
            raise: action.kind === 'raise' ? { perDay: action.perDay, until: action.until * 1000 } : null,
            renewal: renewal === null ? null : { from: renewal.from * 1000, to: renewal.to * 1000 },
            member: memberId === null ? null : (names.get(memberId) ?? null),
            // The proposer's own signature is not an approver's.
            approvals: approvedBy.filter((by) => !names.has(by)).length,
          };
        }),
        pages: open.practice.federation.vaults.map(({ index, url }) => ({
          ...{ index, url: `${url}/approvals#${open.practice.id}` },
          owner: owners.find((one) => one.index === index)?.owner ?? null,
        })),
      };
    },
    demonstrationApprove: ({ order }) => changing(approveDemonstration(site, client().practice.id, order)),
    async keysAreDue() {
      if (!host.open().me.roles.includes('doctor') || !(await epochIsDue(client()))) return false;
      // The keys change with the completion of a new kit, which the next epoch has to be sealed to.
      const { stage } = await kitReplacement(client());
      return stage !== 'approved' && stage !== 'elsewhere';
    },
    keysChange: () => changing(openNextEpoch(client())),
  };
}

const noDevices: DevicesView = { passkeys: [], sessions: [], sheet: null, invitedUntil: null };

/** The registration in what `etanche gateway init` prints, as words or as JSON: a compact JWS. */
function registrationIn(text: string): string {
  return /[\w-]{16,}\.[\w-]{16,}\.[\w-]{16,}/.exec(text)?.[0] ?? '';
}

/** Devices by member; empty for a member who may not see those of others. */
async function devicesOf(host: SessionHost): Promise<ReadonlyMap<string, DevicesView>> {
  const { me, client } = host.open();
  const maySee = me.status === 'active' && (me.roles.includes('doctor') || me.roles.includes('administrator'));
  if (!maySee) return new Map();
  return new Map(
    (await listDevices(client)).map(({ member, passkeys, sessions, recovery, invited }) => [
      member,
      {
        passkeys: passkeys.map(({ passkey, ...rest }) => ({ id: passkey, ...rest })),
        sessions: sessions.map(({ session, ...rest }) => ({ id: session, ...rest })),
        sheet: recovery,
        invitedUntil: invited,
      },
    ]),
  );
}

/** The order that brings in the registered keys: an enrolment, new keys, or the end of a freeze with new keys. */
async function admit(client: RecordsClient, member: string, compared: string, until: number | null): Promise<void> {
  const known = (await listMembers(client)).find((one) => one.member === member);
  if (known === undefined) throw new RecordsClientError('not_found', 'no such member');
  const end = until === null ? {} : { until: Math.floor(until / 1000) };
  if (known.status === 'waiting') await proposeEnrolment(client, { member, roles: known.roles, compared, ...end });
  else if (known.status === 'frozen') {
    const { freezes } = await client.practice.state('fresh');
    const freeze = freezes.find((one) => one.member === member);
    if (freeze === undefined) throw new RecordsClientError('not_found', 'the vaults have no such freeze');
    await proposeThaw(client, freeze.freeze, compared);
  } else await proposeRekey(client, { member, compared });
}
