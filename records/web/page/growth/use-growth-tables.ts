import { useMemo } from 'react';
import { unpackGrowthTable, type GrowthTable } from '@etanche/records-fhir';
import { useRead } from '../session/use-call.ts';
import { documentsOf } from '../session/use-settings.ts';

/** The references that the practice loaded, newest first. Undefined until the settings are read. */
export function useGrowthTables(): readonly GrowthTable[] | undefined {
  const { data: view } = useRead('settings', {});
  return useMemo(() => {
    if (view === undefined) return undefined;
    return documentsOf(view, 'growth')
      .flatMap(({ content }) => unpackGrowthTable(content) ?? [])
      .toSorted((one, other) => other.date.localeCompare(one.date));
  }, [view]);
}
