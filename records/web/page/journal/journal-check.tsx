import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { JournalCheck } from '../../port/journal-calls.ts';
import { CallError } from '../../port/page-side.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { saveFile } from '../elements/save-file.ts';
import { useToast } from '../elements/toasts.tsx';
import { useSession } from '../session/session-context.tsx';
import { useRead, useWrite } from '../session/use-call.ts';
import { dayAndTime, number } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { useJournalTexts } from './use-journal-texts.ts';
import styles from './journal.module.css';

type Running = { readonly read: number; readonly of: number };

/**
 * The last check of the log in this session, and a new one with progress. It says intact, not intact, or could not
 * check.
 */
export function JournalCheckCard() {
  const j = useJournalTexts();
  const { port } = useSession();
  const queries = useQueryClient();
  const { data: last } = useRead('journalChecked', {}, false);
  const [running, setRunning] = useState<Running | null>(null);
  const [error, setError] = useState<CallError | null>(null);
  const controller = useRef<AbortController | null>(null);
  useEffect(
    () =>
      port.on('journalProgress', (read) => {
        if (controller.current !== null) setRunning(read);
      }),
    [port],
  );
  useEffect(
    () => () => {
      controller.current?.abort();
    },
    [],
  );
  const run = async (): Promise<void> => {
    if (controller.current !== null) return;
    const own = new AbortController();
    controller.current = own;
    setError(null);
    setRunning({ read: 0, of: 0 });
    try {
      queries.setQueryData(['journalChecked', {}], await port.call('journalCheck', null, own.signal));
    } catch (failure) {
      if (failure instanceof CallError && failure.failure.code !== 'aborted') setError(failure);
    } finally {
      controller.current = null;
      setRunning(null);
    }
  };
  const texts = j.check;
  return (
    <section className={`card ${styles.check ?? ''}`} aria-label={texts.title}>
      <div aria-live="polite">
        {error !== null ? (
          <Unchecked error={error} />
        ) : last === undefined || last === null ? (
          <Verdict kind="never" title={texts.never} lines={[texts.neverLead]} />
        ) : (
          <Result check={last} />
        )}
      </div>
      {running !== null && (
        <p className={styles.progress}>
          <progress aria-label={texts.title} {...(running.of > 0 && { value: running.read, max: running.of })} />
          {running.of === 0 ? texts.starting : texts.running(running.read, running.of)}
        </p>
      )}
      <div className={styles.row}>
        {running === null ? (
          <button type="button" className="button" onClick={() => void run()}>
            <Icon name="repeat" size={16} />
            {texts.run}
          </button>
        ) : (
          <button type="button" className="button" onClick={() => controller.current?.abort()}>
            <Icon name="x" size={16} />
            {texts.cancel}
          </button>
        )}
        {running === null && error === null && last?.outcome === 'intact' && <KeepProof />}
      </div>
    </section>
  );
}

function Result({ check }: { readonly check: JournalCheck }) {
  const t = useTexts();
  const j = useJournalTexts();
  const { language } = useLanguage();
  const texts = j.check;
  if (check.outcome === 'changed')
    return <Verdict kind="changed" title={texts.changed} lines={[texts.what[check.what], texts.changedAdvice]} />;
  const { size, at, vaults, since, seconds } = check;
  return (
    <Verdict
      kind="intact"
      title={texts.intact}
      lines={[
        `${texts.upTo(number(size, language), dayAndTime(at, language))}, ${texts.signed(t.watch.theVaults(vaults))}`,
        `${texts.reread(number(size, language), seconds)} ${
          since === null ? texts.first : texts.since(dayAndTime(since.at, language))
        }`,
      ]}
    />
  );
}

/** A check that stopped. A contradiction is not among these: it is a result. */
function Unchecked({ error }: { readonly error: CallError }) {
  const j = useJournalTexts();
  const texts = j.check;
  const isAnswerMissing = ['could_not_check', 'unreachable', 'vaults_unreachable'].includes(error.failure.code);
  if (!isAnswerMissing) return <FailureNote error={error} />;
  return <Verdict kind="unchecked" title={texts.unchecked} lines={[texts.uncheckedAdvice]} />;
}

const icons = { never: 'shield', intact: 'shield', changed: 'alert-triangle', unchecked: 'wifi-off' } as const;

function Verdict({
  kind,
  title,
  lines,
}: {
  readonly kind: keyof typeof icons;
  readonly title: string;
  readonly lines: readonly string[];
}) {
  return (
    <div className={styles.verdict} data-kind={kind} role={kind === 'changed' ? 'alert' : undefined}>
      <span className={styles.seal} aria-hidden="true">
        <Icon name={icons[kind]} size={20} />
      </span>
      <div>
        <h2>{title}</h2>
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </div>
  );
}

function KeepProof() {
  const j = useJournalTexts();
  const toast = useToast();
  const proof = useWrite('journalProof');
  return (
    <button
      type="button"
      className="button quiet"
      onClick={() => {
        proof.mutate(null, {
          onSuccess: ({ name, text }) => {
            saveFile(text, 'application/json', name);
            toast(j.check.kept);
          },
        });
      }}
    >
      <Icon name="download" size={16} />
      {j.check.keep}
    </button>
  );
}
