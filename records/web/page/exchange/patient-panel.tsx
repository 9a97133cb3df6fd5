import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState, type RefObject } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { Trait } from '@etanche/records-interop';
import { displayName } from '@etanche/records-fhir';
import { withSex } from '../../paper/with-sex.ts';
import type { CandidateView, MatchView, MessageView } from '../../port/exchange-calls.ts';
import { addedVaccines } from '../../port/added-vaccines.ts';
import type { CallError } from '../../port/page-side.ts';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { PatientSearch } from '../patients/patient-search.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useTexts } from '../text/use-texts.tsx';
import { CandidateCard } from './candidate-card.tsx';
import styles from './exchange.module.css';
import { FileButton } from './file-button.tsx';
import { MailFailure } from './mail-failure.tsx';
import { ArchivedDocuments } from './archived-documents.tsx';
import { AddedVaccines } from './added-vaccines.tsx';
import { OtherPatients } from './other-patients.tsx';
import { useExchangeTexts } from './use-exchange-texts.ts';

/** Under whom the message is filed: the likely patient with each trait compared, another one, or nobody. */
export function PatientPanel({
  isFiled,
  item,
  match,
  accept,
  onFiled,
  onTakenBack,
  onDone,
}: {
  /** It was filed, or ended, before this screen. */
  readonly isFiled: boolean;
  readonly item: Pick<
    MessageView,
    'id' | 'patient' | 'fault' | 'filed' | 'vaccines' | 'vaccinesLeft' | 'archives' | 'isReading'
  >;
  readonly match: UseQueryResult<MatchView, CallError>;
  readonly accept: RefObject<(() => void) | null>;
  /** It was filed or ended here, also if another message is open by then. */
  readonly onFiled: () => void;
  /** The filing of a message was taken back, also if another message is open by then. */
  readonly onTakenBack?: () => void;
  readonly onDone: () => void;
}) {
  const e = useExchangeTexts();
  const { id, patient, fault, vaccines, vaccinesLeft, archives, isReading, filed: filedBefore } = item;
  const file = useWrite('messageFile');
  const done = useWrite('messageDone');
  const compare = useWrite('messageCompare');
  const [chosen, setChosen] = useState<CandidateView | null>(null);
  const [isSearching, setSearching] = useState(false);
  const [filed, setFiled] = useState(filedBefore);
  const undo = useWrite('messageUnfile');
  const show = useToast();
  const t = useTexts();
  const candidates = match.data?.candidates ?? [];
  const candidate = chosen ?? candidates[0] ?? null;
  /** A message without a patient may have an attached document that names another one than the file. */
  const isCompared = patient !== null || (candidate !== null && candidate.differing.length > 0);
  const others = candidates.filter(({ scope }) => scope !== candidate?.scope);
  const store = (of: CandidateView, confirmed: readonly Trait[]): void => {
    if (file.isPending) return;
    const before = filed;
    const wasFiled = isFiled || before !== null;
    const added = addedVaccines(of);
    file.mutate(
      { id, scope: of.scope, confirmed, vaccines: added },
      {
        onSuccess: (outcome) => {
          if (outcome.state === 'differs') return;
          const { scope, written } = outcome;
          // A message that was filed before brings nothing new, so that there is nothing to take back.
          const takeBack = (): void => {
            undo.mutate(
              { id, scope, written },
              {
                onSuccess: () => {
                  show(t.clinic.undone);
                  if (!wasFiled) onTakenBack?.();
                },
                ifShown: () => {
                  setFiled(before);
                },
              },
            );
          };
          show(e.patient.filedWith(outcome.name, added.length), written.length === 0 ? undefined : takeBack);
          onFiled();
        },
        ifShown: (outcome) => {
          if (outcome.state === 'differs') {
            setChosen(outcome.candidate);
            return;
          }
          setFiled({ scope: outcome.scope, name: outcome.name });
          setChosen(null);
          setSearching(false);
          onDone();
        },
      },
    );
  };
  /** Another file may follow: `chosen` is then a person's own choice. */
  const isOver = (filed !== null || isFiled) && chosen === null;
  const canAccept = candidate !== null && candidate.differing.length === 0 && !isOver;
  const acceptNow = useRef<() => void>(() => undefined);
  acceptNow.current = () => {
    if (candidate !== null) store(candidate, []);
  };
  useEffect(() => {
    accept.current = canAccept
      ? () => {
          acceptNow.current();
        }
      : null;
    return () => {
      accept.current = null;
    };
  }, [accept, canAccept]);
  const choose = (scope: string): void => {
    compare.mutate(
      { id, scope },
      {
        ifShown: (found) => {
          setChosen(found);
          setSearching(false);
        },
      },
    );
  };
  const failed = file.error ?? done.error ?? compare.error ?? undo.error;
  return (
    <aside className={styles.patient} aria-label={isOver ? e.patient.filedTitle : e.patient.title}>
      <h2>{isOver ? e.patient.filedTitle : e.patient.title}</h2>
      {failed !== null && <MailFailure error={failed} />}
      {filed !== null && (
        <p className={styles.filed} role="status">
          <Icon name="circle-check" /> {e.patient.filed(filed.name)}{' '}
          <Link to="/patients/$scope" params={{ scope: filed.scope }} className="link">
            {e.patient.openFile}
          </Link>
        </p>
      )}
      {!isOver && match.error !== null && <MailFailure error={match.error} onRetry={() => void match.refetch()} />}
      {!isOver && (match.isLoading || isReading) && <Loading bars={3} />}
      {!isOver && match.data !== undefined && chosen === null && match.data.reason !== null && (
        <p className="soft">{e.patient.reasons[match.data.reason]}</p>
      )}
      {!isOver && candidate === null && patient !== null && match.data !== undefined && (
        <p>
          {withSex(
            e.patient.named(patient.name, birthDate(patient.traits.birth_date ?? null)),
            patient.traits.sex ?? '',
          )}
        </p>
      )}
      {!isOver && candidate !== null && isCompared && (
        <CandidateCard sent={patient?.traits ?? {}} candidate={candidate}>
          <ArchivedDocuments archives={archives} />
          <AddedVaccines {...{ vaccines, vaccinesLeft, candidate }} />
          <FileButton {...{ candidate, isPending: file.isPending, onFile: store }} />
        </CandidateCard>
      )}
      {!isOver && candidate !== null && !isCompared && (
        <div className="card">
          <p>
            <strong>{displayName(candidate.card)}</strong> {birthDate(candidate.card.birthDate)}
          </p>
          <ArchivedDocuments archives={archives} />
          <AddedVaccines {...{ vaccines, vaccinesLeft, candidate }} />
          <FileButton {...{ candidate, isPending: file.isPending, onFile: store }} />
        </div>
      )}
      {!isOver && <OtherPatients candidates={others} onChoose={setChosen} />}
      {isSearching ? (
        <PatientSearch
          label={e.patient.searchLabel}
          autoFocus
          onChoose={({ scope }) => {
            choose(scope);
          }}
        />
      ) : (
        fault !== 'several_patients' && (
          <button
            type="button"
            className="link"
            onClick={() => {
              setSearching(true);
            }}
          >
            {isOver ? e.patient.again : e.patient.another}
          </button>
        )
      )}
      {!isOver && (
        <div>
          <button
            type="button"
            className="link"
            onClick={() => {
              done.mutate({ id }, { onSuccess: onFiled, ifShown: onDone });
            }}
          >
            {e.patient.done}
          </button>
          <p className="soft">
            <small>{e.patient.doneHint}</small>
          </p>
        </div>
      )}
    </aside>
  );
}
