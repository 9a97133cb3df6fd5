import { useRef, useState } from 'react';
import type { DamageView } from '../../port/damage-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { Loading } from '../elements/loading.tsx';
import { useToast } from '../elements/toasts.tsx';
import { RestoreButtons } from '../identity/restore-buttons.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { useTexts } from '../text/use-texts.tsx';
import styles from './damaged.module.css';

/** A file that does not verify: the reason in plain words, and for a doctor what can be done about it. */
export function DamagedFile({ scope, onRetry }: { readonly scope: string; readonly onRetry: () => void }) {
  const t = useTexts();
  const { me } = useOpenSession();
  const [isWanted, setWanted] = useState(false);
  const isDoctor = me.roles.includes('doctor');
  return (
    <section className={styles.page} aria-labelledby="damaged">
      <h1 id="damaged">
        <Icon name="alert-circle" /> {t.damage.title}
      </h1>
      <p role="alert">{t.damage.lead}</p>
      <ul className={styles.causes}>
        <li>{t.damage.causeStore}</li>
        <li>{t.damage.causeCopies}</li>
        <li>{t.damage.causeServer}</li>
      </ul>
      <div className={styles.acts}>
        <button type="button" className="button" onClick={onRetry}>
          {t.again}
        </button>
        {isDoctor && !isWanted && (
          <button
            type="button"
            className="button primary"
            onClick={() => {
              setWanted(true);
            }}
          >
            {t.damage.examine}
          </button>
        )}
      </div>
      {!isDoctor && <p className="soft">{t.damage.doctorOnly}</p>}
      {isWanted && <Examination scope={scope} />}
    </section>
  );
}

function Examination({ scope }: { readonly scope: string }) {
  const t = useTexts();
  const [copies, setCopies] = useState<string | null>(null);
  const first = useRead('fileDamage', { scope, copies: null }, false);
  const second = useRead('fileDamage', copies === null ? null : { scope, copies }, false);
  const { data, error } = copies === null ? first : second;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      {error !== null && <FailureNote error={error} />}
      {data === undefined && error === null && (
        <div aria-label={t.damage.examining}>
          <Loading bars={3} />
        </div>
      )}
      {data !== undefined && <Findings {...{ scope, copies }} damage={data} />}
      <section className={styles.part} aria-labelledby="damage-copies">
        <h2 id="damage-copies">{t.damage.copiesTitle}</h2>
        <p>{t.damage.copiesLead}</p>
        {first.data !== undefined && (
          <code className={styles.command}>
            {`etanche records copy-packs --practice ${first.data.practice} --file ${scope}`}
          </code>
        )}
        <button type="button" className="button" onClick={() => input.current?.click()}>
          <Icon name="file-text" /> {copies === null ? t.damage.chooseCopies : t.damage.otherCopies}
        </button>
        <input
          ref={input}
          type="file"
          accept="application/json,.json"
          aria-label={t.damage.copiesFile}
          className="visually-hidden"
          tabIndex={-1}
          onChange={({ target }) => void target.files?.[0]?.text().then(setCopies)}
        />
        {copies !== null && second.data !== undefined && <p role="status">{t.damage.copiesRead}</p>}
      </section>
    </>
  );
}

function Findings({
  scope,
  copies,
  damage: { recovered, lost, refused, lostBefore, destroyed, isRepairable },
}: {
  readonly scope: string;
  readonly copies: string | null;
  readonly damage: DamageView;
}) {
  const t = useTexts();
  const isWhole = recovered === 0 && lost.length === 0 && refused.length === 0;
  return (
    <>
      {destroyed.length > 0 && <Destroyed {...{ scope, destroyed }} />}
      <section className={styles.part} aria-labelledby="damage-found">
        <h2 id="damage-found">{t.damage.found}</h2>
        <ul>
          {isWhole && <li>{t.damage.nothing}</li>}
          {recovered > 0 && <li>{t.damage.recovered(recovered)}</li>}
          {refused.length > 0 && <li>{t.damage.refused(refused.length)}</li>}
          {lost.length > 0 && <li>{t.damage.lost(lost.length)}</li>}
          {lostBefore.length > 0 && <li>{t.damage.lostBefore(lostBefore.length)}</li>}
        </ul>
        {lost.length > 0 && <LostTable lost={lost} />}
        {!isRepairable && <p role="status">{t.damage.needsCopies}</p>}
        {destroyed.length > 0 && lost.length > 0 && <p>{t.damage.restoreFirst}</p>}
        {isRepairable && !isWhole && <Repair {...{ scope, copies }} lost={lost.length} />}
      </section>
    </>
  );
}

function LostTable({ lost }: Pick<DamageView, 'lost'>) {
  const t = useTexts();
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t.damage.element}</th>
          <th scope="col">{t.damage.lostVersion}</th>
          <th scope="col">{t.damage.lastVersion}</th>
        </tr>
      </thead>
      <tbody>
        {lost.map(({ id, version, last }) => (
          <tr key={id}>
            <td>
              <code>{id}</code>
            </td>
            <td>{version}</td>
            <td>{last === null ? t.damage.noVersion : last}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A repair that loses something takes a confirmation. */
function Repair({
  scope,
  copies,
  lost,
}: {
  readonly scope: string;
  readonly copies: string | null;
  readonly lost: number;
}) {
  const t = useTexts();
  const show = useToast();
  const repair = useWrite('fileRepair');
  const [isConfirmed, setConfirmed] = useState(false);
  const isReady = (lost === 0 || isConfirmed) && !repair.isPending;
  return (
    <div className={styles.repair}>
      <p>{lost === 0 ? t.damage.repairWhole : t.damage.repairLead}</p>
      {lost > 0 && (
        <label>
          <input
            type="checkbox"
            checked={isConfirmed}
            onChange={({ target }) => {
              setConfirmed(target.checked);
            }}
          />{' '}
          {t.damage.confirm(lost)}
        </label>
      )}
      <button
        type="button"
        className="button primary"
        aria-disabled={!isReady}
        onClick={() => {
          if (!isReady) return;
          repair.mutate(
            { scope, copies },
            {
              onSuccess: () => {
                show(t.damage.repaired);
              },
            },
          );
        }}
      >
        {t.damage.repair}
      </button>
      {repair.error !== null && <FailureNote error={repair.error} />}
    </div>
  );
}

function Destroyed({ scope, destroyed }: { readonly scope: string } & Pick<DamageView, 'destroyed'>) {
  const t = useTexts();
  return (
    <section className={styles.part} aria-labelledby="damage-destroyed">
      <h2 id="damage-destroyed">{t.identity.destroyedOnes(destroyed.length)}</h2>
      <p>{t.damage.destroyedLead}</p>
      <RestoreButtons call="fileRestore" {...{ scope, ids: destroyed }} className={styles.acts} buttonClass="button" />
    </section>
  );
}
