import type { Letter } from '@etanche/records-fhir';
import { useDeferredValue } from 'react';
import { Preview, useLatest } from '../print/preview.tsx';
import { useRead } from '../session/use-call.ts';

/** The letter as it is printed, while it is written. */
export function LetterPreview({ scope, letter }: { readonly scope: string; readonly letter: Letter }) {
  const shown = useDeferredValue(letter);
  const { data } = useRead('paperLetter', { scope, letter: shown });
  return <Preview print={useLatest(data?.print)} />;
}
