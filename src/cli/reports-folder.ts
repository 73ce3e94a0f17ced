import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Whether records could be written into a folder, which need not be there yet. Looks, and makes nothing: whoever has made
 * a mistake elsewhere on the command line is not left with an empty folder.
 *
 * @returns findings, for people
 */
export function unwritable(folder: string): string[] {
  const nearest = nearestExisting(resolve(folder))
  try {
    if (!statSync(nearest).isDirectory()) throw new Error(`'${nearest}' is not a folder`)
    accessSync(nearest, constants.W_OK | constants.X_OK)
    return []
  } catch (error) {
    const why = (error as Error).message
    return [
      `reports folder '${folder}': cannot be written (${why}). Give another with --reports or in blackstart.config.ts`,
    ]
  }
}

function nearestExisting(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestExisting(dirname(path))
}

/**
 * Makes a folder that nobody has had before: the name that was wished, or the same with a number. A name with the time in
 * it is not enough, two runs fit into one second.
 *
 * @throws the error of the disk
 */
export function freshFolder(wished: string): string {
  mkdirSync(dirname(wished), { recursive: true })
  for (let number = 1; ; number++) {
    const path = number === 1 ? wished : `${wished}-${number}`
    try {
      mkdirSync(path)
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
