import { listMembers, RecordsClientError, settingsScope, type AuditKind, type LogCheck } from '@etanche/records-client';
import type { JournalCalls, JournalCheck, JournalGroup } from '../../port/journal-calls.ts';
import { plusDays } from '../../port/opening-hours.ts';
import { withPracticeOffset } from '../../port/practice-time.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import type { SessionHost } from '../session-host.ts';

const kindsOf: Readonly<Record<JournalGroup, readonly AuditKind[]>> = {
  files: ['read', 'read_history', 'read_binary', 'read_accesses', 'write'],
  searches: ['lookup', 'read_cards'],
  emergencies: ['break_glass', 'canary'],
  sessions: ['sign_in', 'sign_in_refused', 'sign_out', 'session_ended', 'passkey_added', 'passkey_removed'],
  members: [
    'founded',
    'invited',
    'registered',
    'identity_proved',
    'grant',
    'epoch',
    'recovery_prepared',
    'recovery_asked',
    'recovery_helped',
    'recovered',
    'freeze',
  ],
  erasures: ['erasure_asked', 'erasure_confirmed', 'erasure_restore_asked', 'erasure_restored', 'erase'],
  faults: ['refused', 'lost', 'counts_differ', 'restored'],
};

export function createJournalCalls(host: SessionHost, emit: WorkerSide['emit']): Pick<Handlers, keyof JournalCalls> {
  let last: JournalCheck | null = null;
  let proof: { readonly name: string; readonly text: string } | null = null;
  host.onClose(() => {
    last = null;
    proof = null;
  });
  return {
    async journal({ member, group, from, to, before }) {
      const { client, data } = host.open();
      const filter = {
        member,
        kinds: group === null ? null : kindsOf[group],
        from: from === null ? null : beginOf(from),
        to: to === null ? null : beginOf(plusDays(to, 1)),
      };
      const [{ lines, next, size }, members] = await Promise.all([data.logLines(filter, before), listMembers(client)]);
      const names = new Map(members.map((one) => [one.member, one.name]));
      const settings = settingsScope(client.practice.id);
      return {
        lines: lines.map(({ index, leaf: { time, kind, member: by, subject, scope, count, detail } }) => ({
          ...{ index, kind, at: time },
          name: by === undefined ? null : (names.get(by) ?? null),
          isByServer: by === undefined,
          isOfSettings: scope === settings,
          subject: subject === undefined ? null : (names.get(subject) ?? null),
          count: count ?? null,
          detail: detail ?? null,
        })),
        next,
        size,
      };
    },
    journalChecked: () => Promise.resolve(last),
    async journalCheck(_input, { signal }) {
      const { data, client } = host.open();
      const began = Date.now();
      const check = await data.checkLog({
        signal: AbortSignal.any([signal, client.session.lockSignal]),
        onProgress: (read, of) => {
          emit('journalProgress', { read, of });
        },
      });
      last = viewOf(check, Math.max(1, Math.round((Date.now() - began) / 1000)));
      proof =
        check.outcome === 'changed'
          ? null
          : { name: `etanche-journal-${check.size}.json`, text: `${JSON.stringify(check.proof, null, 2)}\n` };
      return last;
    },
    journalProof: () =>
      proof === null
        ? Promise.reject(new RecordsClientError('not_found', 'the log was not checked in this session'))
        : Promise.resolve(proof),
  };
}

function viewOf(check: LogCheck, seconds: number): JournalCheck {
  if (check.outcome === 'changed') return check;
  const { outcome, size, time, vaults, since } = check;
  return {
    ...{ outcome, size, vaults, seconds, at: time * 1000 },
    since: since === null ? null : { size: since.size, at: since.time * 1000 },
  };
}

function beginOf(day: string): number {
  return Date.parse(withPracticeOffset(`${day}T00:00`));
}
