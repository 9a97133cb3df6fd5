import { useMemo } from 'react';
import type { Trait } from '@etanche/records-interop';
import { withSex } from '../../paper/with-sex.ts';
import type { ArchiveFileView, CdaView, StructuredDocument } from '../../port/structured-document.ts';
import { ContentView } from '../documents/content-view.tsx';
import { FailureBox } from '../elements/failure.tsx';
import { Icon } from '../elements/icon.tsx';
import { saveFile } from '../elements/save-file.ts';
import { useToast } from '../elements/toasts.tsx';
import { birthDate, longDate } from '../text/format.ts';
import { useLanguage } from '../text/use-texts.tsx';
import { CdaSection } from './cda-section.tsx';
import styles from './exchange.module.css';
import { firstMedia, mostDrawn } from './first-media.ts';
import { LateContent } from './late-content.tsx';
import { useExchangeTexts, useStructuredTexts } from './use-exchange-texts.ts';

/** A CDA document or an archive of them in place, drawn from its data; the file can be saved as it was sent. */
export function StructuredContent({
  document,
  bytes,
  date,
  beside = 'message',
}: {
  readonly document: StructuredDocument;
  readonly bytes: Uint8Array;
  readonly date: string | null;
  /** With what the patient of the document is compared. */
  readonly beside?: 'message' | 'file';
}) {
  const c = useStructuredTexts();
  const show = useToast();
  const isArchive = document.kind === 'archive' || (document.kind === 'unreadable' && document.of === 'archive');
  return (
    <div className={styles.structured}>
      {document.kind === 'cda' && <Cda document={document.document} {...{ date, beside }} />}
      {document.kind === 'archive' && <Archive {...document} {...{ date, beside }} />}
      {document.kind === 'unreadable' && <Unreadable title={c.unreadable[document.of]} code={document.code} />}
      <button
        type="button"
        className="button"
        onClick={() => {
          const type = isArchive ? 'zip' : 'xml';
          saveFile(bytes, `application/${type}`, `document-${date?.slice(0, 10) ?? 'sans-date'}.${type}`);
          show(c.saved);
        }}
      >
        <Icon name="download" /> {c.save}
      </button>
    </div>
  );
}

function Archive({
  files,
  rejected,
  date,
  beside,
}: {
  readonly files: readonly ArchiveFileView[];
  readonly rejected: readonly { readonly path: string; readonly code: string }[];
  readonly date: string | null;
  readonly beside: 'message' | 'file';
}) {
  const c = useStructuredTexts();
  return (
    <>
      {files.map(({ path, title, cda, content, isVerified }, i) => (
        <article key={path} aria-label={title ?? path}>
          {cda === null ? (
            <>
              <h3>{title ?? path}</h3>
              <LateContent content={content} title={title ?? path} date={date} isAtOnce={i < mostDrawn} />
            </>
          ) : (
            <Cda document={cda} {...{ date, beside }} />
          )}
          {!isVerified && (
            <p className="soft">
              <Icon name="circle-dashed" size={16} /> {c.unverified}
            </p>
          )}
        </article>
      ))}
      {rejected.map(({ path, code }) => (
        <Unreadable key={path} title={c.rejected(path)} code={code} />
      ))}
    </>
  );
}

function Cda({
  document,
  date,
  beside,
}: {
  readonly document: CdaView;
  readonly date: string | null;
  readonly beside: 'message' | 'file';
}) {
  const c = useStructuredTexts();
  const e = useExchangeTexts();
  const { language } = useLanguage();
  const { title, type, date: written, authors, patient, differing, body, hasUnread } = document;
  const atOnce = useMemo(() => firstMedia(body.kind === 'sections' ? body.sections : []), [body]);
  const facts = [
    type ?? c.kinds.cda,
    written === null ? null : longDate(written.slice(0, 10), language),
    authors.length === 0 ? null : c.by(authors.join(' · ')),
  ];
  const named = differing.map((trait: Trait) => e.patient.traits[trait]).join(', ');
  return (
    <>
      <header>
        <h3>{title ?? c.untitled}</h3>
        <p className="soft">{facts.filter((one) => one !== null).join(' · ')}</p>
        <p>
          {withSex(c.patient(patient.name, birthDate(patient.traits.birth_date ?? null)), patient.traits.sex ?? '')}
        </p>
        {differing.length > 0 && (
          <p className={styles.warning} role="alert">
            <Icon name="alert-triangle" /> {c.differs[beside](named)}
          </p>
        )}
      </header>
      {body.kind === 'file' && <ContentView content={body.content} title={title ?? c.untitled} date={date} />}
      {body.kind === 'sections' &&
        body.sections.map((section, i) => <CdaSection key={i} section={section} level={4} {...{ date, atOnce }} />)}
      {body.kind === 'none' && <p className="soft">{c.empty}</p>}
      {hasUnread && body.kind === 'sections' && <p className="soft">{c.unread}</p>}
    </>
  );
}

function Unreadable({ title, code }: { readonly title: string; readonly code: string }) {
  const { reasons, otherReason } = useStructuredTexts();
  return <FailureBox title={title} advice={(Object.hasOwn(reasons, code) ? reasons[code] : null) ?? otherReason} />;
}
