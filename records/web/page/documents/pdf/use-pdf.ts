import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReaderFailure } from '../../../port/reader-messages.ts';
import { ReaderError, startPdfReader, type PdfReader } from './pdf-reader.ts';

export type Pdf =
  | { readonly phase: 'opening' }
  | { readonly phase: 'locked'; readonly isWrong: boolean }
  | { readonly phase: 'failed'; readonly code: ReaderFailure }
  | { readonly phase: 'open'; readonly reader: PdfReader; readonly pages: number; readonly ratio: number };

/** Opens a PDF in a worker, which ends with the element. */
export function usePdf(bytes: Uint8Array): { readonly pdf: Pdf; readonly unlock: (password: string) => void } {
  const [pdf, setPdf] = useState<Pdf>({ phase: 'opening' });
  const current = useRef<PdfReader | null>(null);
  const open = useCallback(
    async (reader: PdfReader, password: string | null): Promise<void> => {
      try {
        setPdf({ phase: 'open', reader, ...(await reader.open(bytes, password)) });
      } catch (error) {
        const code = error instanceof ReaderError ? error.code : 'pdf_damaged';
        const isLocked = code === 'pdf_encrypted' || code === 'pdf_password_wrong';
        setPdf(isLocked ? { phase: 'locked', isWrong: code === 'pdf_password_wrong' } : { phase: 'failed', code });
      }
    },
    [bytes],
  );
  useEffect(() => {
    const reader = startPdfReader();
    current.current = reader;
    void open(reader, null);
    return () => {
      reader.close();
    };
  }, [open]);
  const unlock = (password: string): void => {
    if (current.current !== null) void open(current.current, password);
  };
  return { pdf, unlock };
}
