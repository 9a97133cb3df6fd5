import { useState } from 'react';
import type { DocumentContent } from '../../port/document-calls.ts';
import { ContentView } from '../documents/content-view.tsx';
import { useStructuredTexts } from './use-exchange-texts.ts';

/** A file of a document: drawn at once, or after a press. */
export function LateContent({
  content,
  title,
  date,
  isAtOnce,
}: {
  readonly content: DocumentContent;
  readonly title: string;
  readonly date: string | null;
  readonly isAtOnce: boolean;
}) {
  const c = useStructuredTexts();
  const [isOpen, setOpen] = useState(isAtOnce);
  if (isOpen) return <ContentView content={content} title={title} date={date} />;
  return (
    <button
      type="button"
      className="button"
      onClick={() => {
        setOpen(true);
      }}
    >
      {c.open(title)}
    </button>
  );
}
