import type { Alarm } from '@etanche/core-vault-protocol';

/** One event, with the alarms that the vaults raised about it. Times in seconds since 1970. */
export type AlarmEvent = Pick<Alarm, 'kind' | 'member' | 'purpose'> & {
  /** Id of the first alarm, as it would be acknowledged. */
  readonly alarm: string;
  readonly index: number;
  /** Time of the first alarm. */
  readonly at: number;
  /** The highest number that a vault counted, with the limit or the cause that it states; null without one. */
  readonly count: number | null;
  readonly detail: string | null;
  /** Indices of the vaults that raised it. */
  readonly vaults: readonly number[];
  /** Until when an approver has to acknowledge it at a vault; null if no acknowledgement is outstanding. */
  readonly dueBy: number | null;
  /** The approver who acknowledged it and when; null if nobody had to, or nobody has yet. */
  readonly acknowledged: { readonly by: string | null; readonly at: number } | null;
};

/** Vaults count separately, so their alarms about one event come some time apart. */
const togetherSeconds = 900;

/** Groups the alarms of all vaults into events: those to acknowledge first, then the newest first. */
export function groupAlarms(alarms: readonly Alarm[]): readonly AlarmEvent[] {
  const groups: Alarm[][] = [];
  for (const alarm of alarms.toSorted((a, b) => a.at - b.at || a.index - b.index)) {
    const group = groups.findLast((one) => isSameEvent(one, alarm));
    if (group === undefined) groups.push([alarm]);
    else group.push(alarm);
  }
  return groups.map(eventOf).sort((a, b) => Number(b.dueBy !== null) - Number(a.dueBy !== null) || b.at - a.at);
}

/** A vault raises an alarm once, so two alarms of one vault are two events. */
function isSameEvent(group: readonly Alarm[], alarm: Alarm): boolean {
  const [first] = group;
  if (first === undefined || group.some(({ index }) => index === alarm.index)) return false;
  const isAlike = first.kind === alarm.kind && first.member === alarm.member && first.purpose === alarm.purpose;
  return (
    isAlike &&
    alarm.at - first.at <= togetherSeconds &&
    isNumber(first.detail) === isNumber(alarm.detail) &&
    (isNumber(first.detail) || first.detail === alarm.detail)
  );
}

/** The detail of a count is the limit of that vault, which may differ from another's. */
function isNumber(detail: string | undefined): boolean {
  return detail !== undefined && /^[0-9]+$/.test(detail);
}

function eventOf(group: readonly Alarm[]): AlarmEvent {
  const [first] = group;
  if (first === undefined) throw new RangeError('an event has an alarm');
  const { kind, member, purpose, alarm, index, at } = first;
  const highest = group.reduce((most, one) => ((one.count ?? -1) > (most.count ?? -1) ? one : most));
  const due = group.flatMap((one) => (one.acknowledgedAt === undefined ? (one.acknowledgeBy ?? []) : []));
  const last = group.findLast(({ acknowledgedAt }) => acknowledgedAt !== undefined);
  return {
    ...{ kind, alarm, index, at },
    ...(member !== undefined && { member }),
    ...(purpose !== undefined && { purpose }),
    count: highest.count ?? null,
    detail: highest.detail ?? null,
    vaults: group.map((one) => one.index),
    dueBy: due.length === 0 ? null : Math.min(...due),
    acknowledged:
      due.length > 0 || last?.acknowledgedAt === undefined
        ? null
        : { by: last.acknowledgedBy ?? null, at: last.acknowledgedAt },
  };
}
