import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { displayName } from '@etanche/records-fhir';
import type { PlacedEntry, UnsentConflict, UnsentItem } from '../../port/unsent-calls.ts';
import { useOpenSession } from '../session/session-context.tsx';
import { useWrite } from '../session/use-call.ts';
import { birthDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { entryWords } from './unsent-words.ts';
import styles from './unsent.module.css';

type Keep = (which: 'mine' | 'theirs', scope?: string) => void;

/** Both sides of a conflict beside each other. Nothing is decided without a person. */
export function ConflictView({
  item: { name },
  conflict,
}: {
  readonly item: UnsentItem;
  readonly conflict: UnsentConflict;
}) {
  const t = useTexts();
  const resolve = useWrite('unsentResolve');
  const keep: Keep = (which, scope) => {
    if (!resolve.isPending) resolve.mutate({ name, keep: which, ...(scope === undefined ? {} : { scope }) });
  };
  switch (conflict.kind) {
    case 'texts':
      return (
        <Sides title={t.unsent.conflict} keep={keep} theirs={t.unsent.theirs(conflict.author)}>
          {[<Text key="mine" text={conflict.mine} />, <Text key="theirs" text={conflict.theirs} />]}
        </Sides>
      );
    case 'rows':
      return <Rows conflict={conflict} keep={keep} />;
    case 'agenda':
      return <Places conflict={conflict} keep={keep} />;
    case 'alike':
      return <Alike conflict={conflict} keep={keep} />;
  }
}

function Sides({
  title,
  theirs,
  keep,
  children: [mine, other],
  words,
}: {
  readonly title: string;
  readonly theirs: string;
  readonly keep: Keep;
  readonly children: readonly [ReactNode, ReactNode];
  readonly words?: readonly [mine: string, theirs: string];
}) {
  const t = useTexts();
  return (
    <div role="group" aria-label={title}>
      <strong>{title}</strong>
      <div className={styles.both}>
        <div>
          <h2>{t.unsent.mine}</h2>
          {mine}
          <button
            type="button"
            className="button"
            onClick={() => {
              keep('mine');
            }}
          >
            {words?.[0] ?? t.unsent.keepMine}
          </button>
        </div>
        <div>
          <h2>{theirs}</h2>
          {other}
          <button
            type="button"
            className="button"
            onClick={() => {
              keep('theirs');
            }}
          >
            {words?.[1] ?? t.unsent.keepTheirs}
          </button>
        </div>
      </div>
    </div>
  );
}

function Text({ text }: { readonly text: string }) {
  return <p className={styles.text}>{text}</p>;
}

function Rows({
  conflict: { rows, author },
  keep,
}: {
  readonly conflict: Extract<UnsentConflict, { kind: 'rows' }>;
  readonly keep: Keep;
}) {
  const t = useTexts();
  const { me, practitioners } = useOpenSession();
  const known = [me, ...practitioners];
  const who = known.find(({ id }) => id === author)?.name ?? null;
  const side = (of: 'mine' | 'theirs') => (
    <dl className={styles.rows}>
      {rows.map((row) => (
        <div key={row.element}>
          <dt>{t.unsent.elements[row.element] ?? row.element}</dt>
          <dd>{row[of] ?? t.unsent.absent}</dd>
        </div>
      ))}
    </dl>
  );
  return (
    <Sides title={rows.length === 0 ? t.unsent.deleted : t.unsent.changed} keep={keep} theirs={t.unsent.theirs(who)}>
      {[side('mine'), side('theirs')]}
    </Sides>
  );
}

function Places({
  conflict: { mine, theirs },
  keep,
}: {
  readonly conflict: Extract<UnsentConflict, { kind: 'agenda' }>;
  readonly keep: Keep;
}) {
  const t = useTexts();
  const isTaken = theirs.some(({ id }) => id !== mine.id);
  const day = (
    <Link to="/agenda/$date" params={{ date: mine.start.slice(0, 10) }} className="link">
      {t.unsent.openDay}
    </Link>
  );
  return (
    <Sides
      title={theirs.length === 0 ? t.unsent.gone : t.unsent.taken}
      keep={keep}
      theirs={t.unsent.atServer}
      words={isTaken ? [t.unsent.bookAnyway, t.unsent.giveUp] : [t.unsent.keepMine, t.unsent.giveUp]}
    >
      {[
        <Placed key="mine" entry={mine} />,
        <div key="theirs">
          {theirs.map((one) => (
            <Placed key={one.id} entry={one} />
          ))}
          {theirs.length === 0 && <p>{t.unsent.gone}</p>}
          {day}
        </div>,
      ]}
    </Sides>
  );
}

function Placed({ entry }: { readonly entry: PlacedEntry }) {
  const t = useTexts();
  const { language } = useLanguage();
  const { practitioners } = useOpenSession();
  return (
    <p>
      <strong>{entry.patient?.name ?? entry.otherName ?? ''}</strong> {entryWords(entry, t, language, practitioners)}
      {entry.cancelReason !== null && ` (${entry.cancelReason})`}
    </p>
  );
}

function Alike({
  conflict: { mine, theirs },
  keep,
}: {
  readonly conflict: Extract<UnsentConflict, { kind: 'alike' }>;
  readonly keep: Keep;
}) {
  const t = useTexts();
  return (
    <div role="group" aria-label={t.unsent.alike}>
      <strong>{t.unsent.alike}</strong>
      <div className={styles.both}>
        <div>
          <h2>{t.unsent.mine}</h2>
          <p>
            <strong>{displayName(mine)}</strong> {birthDate(mine.birthDate)}
          </p>
          <button
            type="button"
            className="button"
            onClick={() => {
              keep('mine');
            }}
          >
            {t.unsent.createAnyway}
          </button>
        </div>
        <div>
          <h2>{t.unsent.atServer}</h2>
          {theirs.map(({ scope, card }) => (
            <p key={scope}>
              <strong>{displayName(card)}</strong> {birthDate(card.birthDate)} {card.town ?? ''}
              <button
                type="button"
                className="button"
                onClick={() => {
                  keep('theirs', scope);
                }}
              >
                {t.unsent.useFile(displayName(card))}
              </button>
            </p>
          ))}
        </div>
      </div>
    </div>
  );
}
