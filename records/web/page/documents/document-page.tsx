import { useRef, useState } from 'react';
import { documentKinds, type DocumentKind, type DocumentView } from '@etanche/records-fhir';
import type { OpenFile } from '../../port/patient-calls.ts';
import { FailureNote } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { useOpenIn } from '../elements/use-open-in.ts';
import { useUndo } from '../elements/use-undo.tsx';
import { RowSendButton } from '../exchange/send-button.tsx';
import { useWrite } from '../session/use-call.ts';
import { longDate } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { AddDocument } from './add-document.tsx';
import { DepositList } from './deposit-list.tsx';
import { DepositViewer } from './deposit-viewer.tsx';
import { DocumentViewer } from './document-viewer.tsx';
import styles from './documents.module.css';
import { ThumbnailCanvas } from './image-canvas.tsx';
import { markWords, versionWords } from './version-words.ts';

/** The documents of a file: what waits to be filed first, then all of them, newest first. */
export function DocumentPage({ file: { header, synthesis, deposits } }: { readonly file: OpenFile }) {
  const t = useTexts();
  const { scope } = header;
  const undo = useUndo(scope);
  const documents = synthesis?.documents ?? [];
  const [openId, setOpen] = useOpenIn(documents.map(({ id }) => id));
  const [depositId, setDeposit] = useOpenIn(deposits.map(({ id }) => id));
  const [text, setText] = useState('');
  const [kind, setKind] = useState<DocumentKind | ''>('');
  const opener = useRef<Element | null>(null);
  if (synthesis === null) return null;
  const wanted = text.trim().toLocaleLowerCase();
  const matching = documents.filter(
    (one) =>
      (kind === '' || one.facts.kind === kind) &&
      `${one.title} ${one.author ?? ''}`.toLocaleLowerCase().includes(wanted),
  );
  const open = documents.find(({ id }) => id === openId);
  const deposit = deposits.find(({ id }) => id === depositId);
  const show = (kind: 'document' | 'deposit', id: string): void => {
    opener.current = document.activeElement;
    setOpen(kind === 'document' ? id : null);
    setDeposit(kind === 'deposit' ? id : null);
  };
  const close = (): void => {
    setOpen(null);
    setDeposit(null);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  };
  return (
    <div className={styles.page} data-open={open !== undefined || deposit !== undefined}>
      <div className={styles.column}>
        {undo.error !== null && <FailureNote error={undo.error} />}
        {deposits.length > 0 && (
          <section className="card" aria-labelledby="to-file">
            <h2 id="to-file">{t.document.toFileCount(deposits.length)}</h2>
            <p className="soft">{t.document.toFileHint}</p>
            <DepositList
              {...{ scope, deposits, undo }}
              onOpen={(id) => {
                show('deposit', id);
              }}
            />
          </section>
        )}
        <AddDocument
          header={header}
          onAdded={(title, written) => {
            undo.done(t.document.added(title), written);
          }}
        />
        {documents.length === 0 ? (
          <p className="soft">{t.document.nothing}</p>
        ) : (
          <>
            <div className={styles.filter}>
              <input
                type="search"
                value={text}
                aria-label={t.document.filter}
                placeholder={t.document.filter}
                onChange={({ target }) => {
                  setText(target.value);
                }}
              />
              <select
                value={kind}
                aria-label={t.document.kind}
                onChange={({ target }) => {
                  setKind(target.value as DocumentKind | '');
                }}
              >
                <option value="">{t.document.allKinds}</option>
                {(Object.keys(documentKinds) as DocumentKind[]).map((one) => (
                  <option key={one} value={one}>
                    {t.document.kinds[one]}
                  </option>
                ))}
              </select>
            </div>
            {matching.length === 0 && <p className="soft">{t.document.noMatch}</p>}
            <ul className={styles.list} aria-label={t.document.list}>
              {matching.map((one) => (
                <li key={one.id} className={styles.sendable}>
                  <Row
                    document={one}
                    isOpen={one.id === open?.id}
                    onOpen={() => {
                      show('document', one.id);
                    }}
                  />
                  {one.content !== 'missing' && (
                    <RowSendButton {...{ scope, item: one.id }} label={t.labelled(t.shell.sendOne, one.title)} />
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
        <Removed scope={scope} synthesis={synthesis} undo={undo} />
      </div>
      {open !== undefined && <DocumentViewer key={open.id} {...{ scope, undo }} document={open} onClose={close} />}
      {deposit !== undefined && <DepositViewer key={deposit.id} {...{ scope, undo }} id={deposit.id} onClose={close} />}
    </div>
  );
}

function Row({
  document,
  isOpen,
  onOpen,
}: {
  readonly document: DocumentView;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const { title, date, author, facts, size, content, thumbnail, contentType, version, marks } = document;
  const notes = [...versionWords(document, t.document, language), ...markWords(marks, t.document)];
  const details = [
    ...[t.document.kinds[facts.kind], author],
    content === 'letter' ? t.document.letterHere : size === null ? null : t.document.size(size),
    content === 'missing' ? t.document.missing : null,
  ];
  return (
    <button type="button" className={styles.row} data-version={version.state} aria-current={isOpen} onClick={onOpen}>
      <span className={styles.sign}>
        {thumbnail === null ? (
          <Icon name={contentType?.startsWith('image/') === true ? 'eye' : 'file-text'} size={22} />
        ) : (
          <ThumbnailCanvas data={thumbnail} />
        )}
      </span>
      <span>
        <strong>{title}</strong>
        <small className="soft">{details.filter((one) => one !== null && one !== '').join(' · ')}</small>
        {notes.map((note) => (
          <small key={note} className={styles.note}>
            {note}
          </small>
        ))}
      </span>
      <span className="soft">{longDate(date, language)}</span>
    </button>
  );
}

function Removed({
  scope,
  synthesis: { removedDocuments },
  undo,
}: {
  readonly scope: string;
  readonly synthesis: NonNullable<OpenFile['synthesis']>;
  readonly undo: ReturnType<typeof useUndo>;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const restore = useWrite('documentRestore');
  if (removedDocuments.length === 0) return null;
  return (
    <details className={styles.removed}>
      <summary>{t.document.removedList(removedDocuments.length)}</summary>
      {restore.error !== null && <FailureNote error={restore.error} />}
      <ul className="rows">
        {removedDocuments.map(({ id, title, date, reason }) => (
          <li key={id}>
            {title} <small className="soft">{[longDate(date, language), reason].filter(Boolean).join(' · ')}</small>{' '}
            <button
              type="button"
              className="link"
              aria-label={t.labelled(t.document.restore, title)}
              onClick={() => {
                restore.mutate(
                  { scope, id },
                  {
                    onSuccess: (written) => {
                      undo.done(t.document.restored(title), written);
                    },
                  },
                );
              }}
            >
              {t.document.restore}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
