import { useState } from 'react';
import type { SettingsDocument } from '@etanche/records-client';
import type { CallError } from '../../port/page-side.ts';
import { adoptSettings, practiceSetup, type PracticeSetup } from '../../port/practice-setup.ts';
import type { SettingsView } from '../../port/settings-calls.ts';
import { useRead } from './use-call.ts';

type Adopted = {
  readonly isReady: boolean;
  /** Null also for a member whom nobody has granted the settings yet: the usual hours apply then. */
  readonly error: CallError | null;
  readonly retry: () => void;
};

/** Reads the settings of the practice, and adopts them in the page. */
export function useAdoptedSettings(): Adopted {
  const { data, error, refetch } = useRead('settings', {});
  const [adopted, setAdopted] = useState<SettingsView | null>(null);
  // Before the screens below are rendered with the same data: they read times and kinds of the practice from there.
  if (data !== undefined && data !== adopted) {
    adoptSettings(data.entries.map(({ content }) => content));
    setAdopted(data);
  }
  const isMissing = error?.failure.code === 'no_grant';
  return { isReady: adopted !== null || isMissing, error: isMissing ? null : error, retry: () => void refetch() };
}

/** The hours and kinds of the practice in force. The element is rendered again when somebody changes them. */
export function usePracticeSetup(): PracticeSetup {
  useRead('settings', {});
  return practiceSetup();
}

type Entry<Name extends SettingsDocument['document']> = Omit<SettingsView['entries'][number], 'content'> & {
  readonly content: Extract<SettingsDocument, { document: Name }>;
};

/** The documents of one kind, as they were read. */
export function documentsOf<Name extends SettingsDocument['document']>(
  view: SettingsView | undefined,
  name: Name,
): readonly Entry<Name>[] {
  return (view?.entries ?? []).filter((entry): entry is Entry<Name> => entry.content.document === name);
}
