import type { ActivityView } from '../../port/watch-calls.ts';

/** The threshold of an alarm; null at or above the limit, where the first refusal raises one before it. */
export function alarmBelow({ limit, alarm }: Pick<ActivityView, 'limit' | 'alarm'>): number | null {
  return alarm < limit ? alarm : null;
}
