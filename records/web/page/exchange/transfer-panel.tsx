import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { Trait } from '@etanche/records-interop';
import type { CandidateView } from '../../port/exchange-calls.ts';
import type { TransferFiled, TransferredFileView } from '../../port/received-transfer-calls.ts';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { PatientSearch } from '../patients/patient-search.tsx';
import { useSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { CandidateCard } from './candidate-card.tsx';
import styles from './exchange.module.css';
import { FileButton } from './file-button.tsx';
import { MailFailure } from './mail-failure.tsx';
import { OtherPatients } from './other-patients.tsx';
import { ReceivedFailure } from './received-failure.tsx';
import { useExchangeTexts, useReceivedTransferTexts } from './use-exchange-texts.ts';

const resultOrder = ['created', 'changed', 'conflicts', 'unchanged', 'missing'] as const;

/** Under whom a transferred file is kept: the likely patient with each trait compared, another one, or a new one. */
export function TransferPanel({
  id,
  isFiled,
  file,
  onFiled,
  onDone,
}: {
  readonly id: string;
  /** It was filed before this screen. */
  readonly isFiled: boolean;
  readonly file: TransferredFileView;
  /** It was filed here, also if another message is open by then. */
  readonly onFiled: () => void;
  readonly onDone: () => void;
}) {
  const e = useExchangeTexts();
  const r = useReceivedTransferTexts();
  const match = useRead('messageMatch', { id: file.matchId });
  const compare = useWrite('messageCompare');
  const store = useWrite('transferFile');
  const [chosen, setChosen] = useState<CandidateView | null>(null);
  const [isSearching, setSearching] = useState(false);
  const [isSure, setSure] = useState(false);
  const [filed, setFiled] = useState(file.filed);
  const candidates = match.data?.candidates ?? [];
  const candidate = chosen ?? candidates[0] ?? null;
  const others = candidates.filter(({ scope }) => scope !== candidate?.scope);
  const put = (scope: string | null, confirmed: readonly Trait[]): void => {
    if (store.isPending) return;
    store.mutate(
      { id, scope, confirmed },
      {
        onSuccess: ({ state }) => {
          if (state === 'filed') onFiled();
        },
        ifShown: (outcome) => {
          if (outcome.state === 'differs') {
            setChosen(outcome.candidate);
            return;
          }
          setFiled(outcome);
          onDone();
        },
      },
    );
  };
  if (filed !== null || isFiled)
    return (
      <aside className={styles.patient} aria-label={e.patient.filedTitle}>
        <h2>{e.patient.filedTitle}</h2>
        {filed !== null && <Result filed={filed} />}
      </aside>
    );
  return (
    <aside className={styles.patient} aria-label={e.patient.title}>
      <h2>{e.patient.title}</h2>
      {store.error !== null && (
        <ReceivedFailure
          error={store.error}
          isFiling
          onRetry={() => {
            put(store.variables.scope, store.variables.confirmed);
          }}
        />
      )}
      {compare.error !== null && <MailFailure error={compare.error} />}
      {match.error !== null && <MailFailure error={match.error} onRetry={() => void match.refetch()} />}
      {match.isLoading && <Loading bars={3} />}
      {store.isPending && <Progress id={id} />}
      {match.data !== undefined && candidate === null && <p>{r.none}</p>}
      {candidate !== null && (
        <CandidateCard sent={file.patient.traits} candidate={candidate}>
          <FileButton
            {...{ candidate, isPending: store.isPending, hasKey: false }}
            onFile={(of, confirmed) => {
              put(of.scope, confirmed);
            }}
          />
        </CandidateCard>
      )}
      <OtherPatients candidates={others} onChoose={setChosen} />
      {match.data !== undefined && (
        <section aria-label={r.asNew}>
          {candidate !== null && isSure && (
            <p className={styles.warning} role="status">
              <Icon name="alert-triangle" /> {r.looksAlike}
            </p>
          )}
          <button
            type="button"
            className={candidate === null ? 'button primary' : 'button'}
            aria-disabled={store.isPending}
            onClick={() => {
              // A second file of one person is found late, so that a likeness asks for a second press.
              if (candidate === null || isSure) put(null, []);
              else setSure(true);
            }}
          >
            <Icon name="user-plus" /> {isSure && candidate !== null ? r.asNewDespite : r.asNew}
          </button>
          <p className="soft">
            <small>{r.asNewHint}</small>
          </p>
        </section>
      )}
      {isSearching ? (
        <PatientSearch
          label={e.patient.searchLabel}
          autoFocus
          onChoose={({ scope }) => {
            compare.mutate(
              { id: file.matchId, scope },
              {
                ifShown: (found) => {
                  setChosen(found);
                  setSearching(false);
                },
              },
            );
          }}
        />
      ) : (
        <button
          type="button"
          className="link"
          onClick={() => {
            setSearching(true);
          }}
        >
          {e.patient.another}
        </button>
      )}
    </aside>
  );
}

/** Where the file is now, and what became of each element. */
function Result({ filed: { scope, name, counts } }: { readonly filed: TransferFiled }) {
  const e = useExchangeTexts();
  const r = useReceivedTransferTexts();
  return (
    <div role="status">
      <p className={styles.filed}>
        <Icon name="circle-check" /> {r.filed(name)}{' '}
        <Link to="/patients/$scope" params={{ scope }} className="link">
          {e.patient.openFile}
        </Link>
      </p>
      <ul>
        {resultOrder
          .filter((each) => each === 'created' || counts[each] > 0)
          .map((each) => (
            <li key={each}>{r.results[each](counts[each])}</li>
          ))}
      </ul>
      <p className="soft">{r.proof}</p>
    </div>
  );
}

function Progress({ id }: { readonly id: string }) {
  const r = useReceivedTransferTexts();
  const { port } = useSession();
  const [progress, setProgress] = useState<{ readonly done: number; readonly of: number } | null>(null);
  useEffect(
    () =>
      port.on('filing', ({ id: of, ...now }) => {
        if (of === id) setProgress(now);
      }),
    [port, id],
  );
  return (
    <div role="status">
      <progress
        className={styles.bar}
        aria-label={r.title}
        {...(progress !== null && { max: Math.max(1, progress.of), value: progress.done })}
      />
      <p>{progress === null ? r.storing : r.filing(progress.done, progress.of)}</p>
      <p className="soft">{r.again}</p>
    </div>
  );
}
