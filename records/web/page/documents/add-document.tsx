import { useEffect, useRef, useState } from 'react';
import { toBase64url } from '@etanche/core-wire';
import type { Written } from '../../port/entry-calls.ts';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { mostDocumentBytes, recogniseDocument } from '../../port/recognise-document.ts';
import { Icon } from '../elements/icon.tsx';
import { KeptForm } from '../forms/kept-form.tsx';
import { useKeptItems } from '../forms/kept-forms.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './documents.module.css';
import { thumbnailOf } from './draw-image.ts';
import { UploadForm, type Picked } from './upload-form.tsx';

/**
 * Takes files by the button, a drop or a paste; each gets a description before it is sent. The description is kept, the
 * file is not: the same bytes take their place beside it again.
 */
export function AddDocument({
  header,
  proposed = null,
  onAdded,
}: {
  readonly header: PatientHeader;
  /** The doctor whom a document from the reception names, until somebody chooses another one. */
  readonly proposed?: string | null;
  readonly onAdded: (title: string, written: readonly Written[], notify: string | null) => void;
}) {
  const t = useTexts();
  const { scope } = header;
  const begun = useKeptItems('upload', scope);
  const [picked, setPicked] = useState<readonly Picked[]>(() => begun.map(withoutFile));
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = async (files: readonly File[]): Promise<void> => {
    const fresh = await Promise.all(files.map(recognised));
    setPicked((before) => fresh.reduce(withPicked, before));
  };
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const files = Array.from(event.clipboardData?.files ?? []);
      if (files.length === 0) return;
      event.preventDefault();
      void take(files);
    };
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('paste', onPaste);
    };
  }, []);
  return (
    <section
      className={`card ${styles.add ?? ''}`}
      data-over={isOver}
      aria-label={t.document.add}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => {
        setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        void take(Array.from(event.dataTransfer.files));
      }}
    >
      <div className={styles.pick}>
        <button type="button" className="button" onClick={() => input.current?.click()}>
          <Icon name="plus" /> {t.document.choose}
        </button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label={t.document.choose}
          accept="application/pdf,image/jpeg,image/png,text/plain"
          onChange={({ target }) => {
            void take(Array.from(target.files ?? []));
            target.value = '';
          }}
        />
        <p className="soft">{t.document.drop}</p>
      </div>
      {picked.map((one) => (
        <KeptForm key={one.item} form="upload" scope={scope} item={one.item}>
          {(done) => (
            <UploadForm
              picked={one}
              header={header}
              proposed={proposed}
              onAdded={onAdded}
              onGone={() => {
                done();
                setPicked((before) => before.filter(({ item }) => item !== one.item));
              }}
            />
          )}
        </KeptForm>
      ))}
    </section>
  );
}

function withoutFile(item: string): Picked {
  return { item, file: null, refusal: null, thumbnail: null };
}

function withPicked(all: readonly Picked[], fresh: Picked): readonly Picked[] {
  const isListed = all.some(({ item }) => item === fresh.item);
  return isListed ? all.map((one) => (one.item === fresh.item ? fresh : one)) : [...all, fresh];
}

async function recognised(file: File): Promise<Picked> {
  if (file.size > mostDocumentBytes) return { ...withoutFile(crypto.randomUUID()), file, refusal: 'too_large' };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const item = toBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  const { type, refusal } = recogniseDocument(bytes);
  const isImage = type === 'image/jpeg' || type === 'image/png';
  return { item, file, refusal, thumbnail: isImage ? await thumbnailOf(bytes) : null };
}
