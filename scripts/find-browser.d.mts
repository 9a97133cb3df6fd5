export const installedBrowser: string;
export function findBrowser(): string | undefined;
