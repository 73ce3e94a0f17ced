import type { HttpAccess } from '../model/http-contract.ts'

type Place = HttpAccess & { readonly urlEnv?: string } & object

/** Names of the environment variables that hold the secrets of streams and nodes, each once. */
export function variablesOf(places: readonly (Place | { readonly urlEnv?: string })[]): string[] {
  const names = places.flatMap((place) => [
    ...(place.urlEnv === undefined ? [] : [place.urlEnv]),
    ...('headers' in place
      ? Object.values(place.headers ?? {}).flatMap((value) => (typeof value === 'string' ? [] : [value.env]))
      : []),
  ])
  return [...new Set(names)]
}
