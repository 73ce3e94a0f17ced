import { relative } from 'node:path'

/** As it is typed from here; a folder elsewhere keeps its absolute path. */
export function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path)
  if (fromHere === '') return '.'
  return fromHere.startsWith('..') ? path : fromHere
}
