import { useEffect, useRef, useState } from 'react';
import type { FileExport } from '../../port/administrative-calls.ts';
import { CallError } from '../../port/page-side.ts';
import { saveFile } from '../elements/save-file.ts';
import { useOpenSession } from '../session/session-context.tsx';
import { protectionFr } from '../text/protection-fr.ts';
import { useTexts } from '../text/use-texts.tsx';
import { writeFilePdf } from './write-file-pdf.ts';

export type ExportForm = 'pdf' | 'fhir';

export type ExportState =
  | { readonly phase: 'waits' }
  | { readonly phase: 'reading' }
  | { readonly phase: 'writing'; readonly done: number; readonly total: number }
  | { readonly phase: 'done'; readonly files: readonly string[] }
  | { readonly phase: 'cancelled' }
  | { readonly phase: 'failed'; readonly error: CallError | null };

/** Reads a whole file and saves it in one form, with its progress and a way to cancel it. */
export function useExport(scope: string) {
  const t = useTexts();
  const { port, practice } = useOpenSession();
  const [state, setState] = useState<ExportState>({ phase: 'waits' });
  const running = useRef<AbortController | null>(null);
  useEffect(
    () => () => {
      running.current?.abort();
    },
    [],
  );
  const start = async (form: ExportForm, hasAccesses: boolean): Promise<void> => {
    const controller = new AbortController();
    const { signal } = controller;
    running.current = controller;
    setState({ phase: 'reading' });
    try {
      const read = await port.call('exportFile', { scope }, signal);
      const files: string[] = [];
      const save = (content: string | Uint8Array, type: string, name: string): void => {
        saveFile(content, type, name);
        files.push(name);
      };
      if (form === 'fhir') {
        save(read.document, 'application/fhir+json', t.exporting.fhirFile);
        if (hasAccesses) save(read.accesses, 'application/json', t.exporting.accessesFile);
      } else {
        const accesses = hasAccesses ? read.accessList.map(printed) : null;
        const input = { resources: read.resources, practice, accesses };
        const bytes = await writeFilePdf(input, signal, (done, total) => {
          setState({ phase: 'writing', done, total });
        });
        save(bytes, 'application/pdf', t.exporting.pdfFile);
      }
      setState({ phase: 'done', files });
    } catch (error) {
      if (!signal.aborted) setState({ phase: 'failed', error: error instanceof CallError ? error : null });
    }
  };
  const cancel = (): void => {
    running.current?.abort();
    setState({ phase: 'cancelled' });
  };
  return { state, start, cancel };
}

/** The PDF is in French, whatever language the screen has. */
function printed({ at, name, kind, reason }: FileExport['accessList'][number]) {
  const kinds: Readonly<Record<string, string>> = protectionFr.kinds;
  const reasons: Readonly<Record<string, string>> = protectionFr.reasons;
  return {
    ...{ time: at, who: name ?? protectionFr.formerMember },
    what: kinds[`${kind} ${reason ?? ''}`] ?? kinds[kind] ?? kind,
    reason: reason === null ? null : (reasons[reason] ?? null),
  };
}
