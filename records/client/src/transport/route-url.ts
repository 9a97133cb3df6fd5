import type { Route } from '@etanche/core-records-protocol';

/** The URL of a route with its parameters and query filled in; every value is escaped. */
export function routeUrl(
  serverUrl: string,
  route: Pick<Route, 'path'>,
  input: {
    readonly params?: Readonly<Record<string, string | number>>;
    readonly query?: Readonly<Record<string, string | number | undefined>>;
  },
): string {
  const path = route.path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = input.params?.[name];
    if (value === undefined) throw new RangeError(`${route.path} needs the parameter ${name}`);
    return encodeURIComponent(String(value));
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) query.append(name, String(value));
  }
  const search = query.size === 0 ? '' : `?${query.toString()}`;
  return serverUrl.replace(/\/+$/, '') + path + search;
}
