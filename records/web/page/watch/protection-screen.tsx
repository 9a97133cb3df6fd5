import { useState } from 'react';
import type { UsageView } from '../../port/watch-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { JournalCheckCard } from '../journal/journal-check.tsx';
import { PendingOrders } from '../practice/pending-orders.tsx';
import { PracticeScreen } from '../practice/practice-screen.tsx';
import { seesPatients, useOpenSession } from '../session/session-context.tsx';
import { useReadEvery } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import { ActivityChart } from './activity-chart.tsx';
import { AlarmList } from './alarm-list.tsx';
import { RaiseDialog } from './raise-dialog.tsx';
import { UsageTable } from './usage-table.tsx';
import { VaultNotes } from './vault-notes.tsx';
import styles from './watch.module.css';

const pollMs = 60_000;

/** Openings by members, alarms and pending approvals. Nothing here opens a file or names a patient. */
export function ProtectionScreen() {
  const t = useTexts();
  const { me } = useOpenSession();
  const { data, error, refetch } = useReadEvery('usage', {}, pollMs);
  const [chosen, setChosen] = useState<string | null>(null);
  const [raised, setRaised] = useState<UsageView | null>(null);
  const shown = data?.members.find(({ id }) => id === chosen) ?? data?.members[0] ?? null;
  return (
    <PracticeScreen
      title={t.watch.title}
      action={seesPatients(me) ? undefined : <span className="tag">{t.watch.opensNothing}</span>}
    >
      <div className={styles.columns}>
        <div className={styles.main}>
          {error !== null && <FailureNote error={error} onRetry={() => void refetch()} />}
          {data === undefined && error === null && <Loading bars={6} />}
          {data !== undefined && (
            <>
              {!data.seesAll && <p className="soft">{t.watch.ownOnly}</p>}
              <VaultNotes silent={data.silent} lower={lowerOf(data.members)} />
              <UsageTable
                members={data.members}
                shown={shown?.id ?? null}
                mayRaise={data.seesAll}
                onShow={({ id }) => {
                  setChosen(id);
                }}
                onRaise={setRaised}
              />
            </>
          )}
          {shown !== null && <ActivityChart id={shown.id} name={shown.name} />}
        </div>
        <div className={styles.side}>
          <JournalCheckCard />
          <AlarmList />
          <PendingOrders />
        </div>
      </div>
      {raised !== null && (
        <RaiseDialog
          member={raised}
          onClose={() => {
            setRaised(null);
          }}
        />
      )}
    </PracticeScreen>
  );
}

function lowerOf(members: readonly UsageView[]): readonly number[] {
  return Array.from(new Set(members.flatMap(({ lower }) => lower))).toSorted((a, b) => a - b);
}
