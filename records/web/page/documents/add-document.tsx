import { useEffect, useRef, useState } from 'react';
import type { Written } from '../../port/entry-calls.ts';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { mostDocumentBytes, recogniseDocument } from '../../port/recognise-document.ts';
import { Icon } from '../elements/icon.tsx';
import { useTexts } from '../text/use-texts.tsx';
import styles from './documents.module.css';
import { thumbnailOf } from './draw-image.ts';
import { UploadForm, type Picked } from './upload-form.tsx';

/** Takes files by the button, a drop or a paste; each gets a description before it is sent. */
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
  const [picked, setPicked] = useState<readonly Picked[]>([]);
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = async (files: readonly File[]): Promise<void> => {
    const fresh = await Promise.all(files.map(recognised));
    setPicked((before) => [...before, ...fresh]);
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
        <UploadForm
          key={one.key}
          picked={one}
          header={header}
          proposed={proposed}
          onAdded={onAdded}
          onGone={() => {
            setPicked((before) => before.filter(({ key }) => key !== one.key));
          }}
        />
      ))}
    </section>
  );
}

async function recognised(file: File): Promise<Picked> {
  const key = crypto.randomUUID();
  if (file.size > mostDocumentBytes) return { key, file, refusal: 'too_large', thumbnail: null };
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { type, refusal } = recogniseDocument(bytes);
  const isImage = type === 'image/jpeg' || type === 'image/png';
  return { key, file, refusal, thumbnail: isImage ? await thumbnailOf(bytes) : null };
}
